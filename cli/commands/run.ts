import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Arguments } from '../arguments.ts';
import { ExitCode, usageError } from '../cli-error.ts';
import type { Command } from '../command.ts';
import { deployModels, fillData } from '../deploy-models.ts';
import { inputOf } from '../execution-input.ts';
import type { Io } from '../io.ts';
import { type OpenWorld, openWorld } from '../local-world.ts';
import { findModels, type LocalModel } from '../models.ts';
import { programName } from '../package-root.ts';
import { runPipeline } from '../pipeline-run.ts';
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
  const model = args.text('model') ?? models[0]?.name;
  const input = inputOf({ model, release: args.text('release'), options: args.texts('option') });
  const world = await openWorld(args, io, models.length > 0);
  try {
    if (models.length > 0) {
      await deployModels(world, models, io);
      await fillData(world.account, models, io);
    }
    return await start(world, args, io, input);
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
