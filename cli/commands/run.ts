import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Account } from '../account.ts';
import type { Arguments } from '../arguments.ts';
import { CliError, ExitCode, usageError } from '../cli-error.ts';
import type { Command } from '../command.ts';
import { ask, canAsk } from '../confirm.ts';
import { deployModels, fillData } from '../deploy-models.ts';
import { inputOf } from '../execution-input.ts';
import { deployedModels } from '../installation.ts';
import type { Io } from '../io.ts';
import { type OpenWorld, openWorld } from '../local-world.ts';
import { findModels, type LocalModel } from '../models.ts';
import { programName } from '../package-root.ts';
import { runPipeline } from '../pipeline-run.ts';
import { isEmpty, isPushed, pushLines } from '../pushed-model.ts';
import { startRun } from '../runs.ts';

/** Starts a run in the running world, in AWS, or in a world started for it, and follows it. */
export const run: Command = async (args, io) => {
  const path = args.positionals[0];
  if (path !== undefined && args.flag('aws')) {
    throw usageError(
      'Expected no PATH with --aws: a deploy changes the stacks (docs/deploy.md). Deploy, then `trainyard run --aws --model NAME`.',
    );
  }
  const models = modelsToDeploy(path, args, io);
  const given = { release: args.text('release'), options: args.texts('option') };
  inputOf(given);
  const world = await openWorld(args, io, models.length > 0);
  try {
    if (models.length > 0) {
      await deployModels(world, models, io);
      await fillData(world.account, models, io);
    }
    for (const pushed of models.filter(isPushed)) {
      if (!(await isEmpty(world.account, pushed))) continue;
      io.out.write(`${(await pushLines(world.account, pushed, io)).join('\n')}\n`);
      throw new CliError(`Expected a commit of ${pushed.name} to build; nothing was pushed yet.`);
    }
    const model = args.text('model') ?? models[0]?.name ?? (await onlyModel(world.account, io));
    return await start(world, args, io, inputOf({ ...given, model }));
  } finally {
    await world.close();
  }
};

/** A folder with a settings file stands for itself, so that `init` and `run` are enough; whoever names a model or a release means what is deployed. */
function modelsToDeploy(path: string | undefined, args: Arguments, io: Io): LocalModel[] {
  if (path !== undefined) return findModels([path], io.cwd);
  const isDeployedMeant = args.flag('aws') || args.text('model') !== undefined || args.text('release') !== undefined;
  return !isDeployedMeant && existsSync(join(io.cwd, 'trainyard.yml')) ? findModels(['.'], io.cwd) : [];
}

/** Which model, where several are deployed and none was named: asked for before anything starts. */
async function onlyModel(account: Account, io: Io): Promise<string | undefined> {
  const names = (await deployedModels(account)).map(({ name }) => name);
  if (names.length < 2) return names[0];
  const question = `Expected --model, since several models are deployed: ${names.join(', ')}.`;
  if (!canAsk(io)) throw usageError(question);
  const answer = await ask(io, `Which model (${names.join(', ')})?`);
  if (names.includes(answer)) return answer;
  throw usageError(`${question} Got "${answer}".`);
}

async function start(world: OpenWorld, args: Arguments, io: Io, input: ReturnType<typeof inputOf>): Promise<number> {
  if (args.flag('no-wait')) {
    if (world.runtime)
      throw usageError('Expected a running world with --no-wait: this one would end with the command. Start it: `trainyard local`.');
    io.out.write(`${await startRun(world.account, input)}\n`);
    return ExitCode.ok;
  }
  const code = await runPipeline(world.account, io, { input, title: input.model ?? 'trainyard', logs: args.flag('logs') });
  if (world.runtime && code === ExitCode.ok) {
    io.out.write(`This world ends with the command; \`${programName(io.cwd)} local PATH\` keeps it serving.\n`);
  }
  return code;
}
