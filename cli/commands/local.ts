import { existsSync } from 'node:fs';
import type { Arguments } from '../arguments.ts';
import { catchUp } from '../catch-up.ts';
import { ExitCode, usageError } from '../cli-error.ts';
import type { Command } from '../command.ts';
import { deployModels, fillData } from '../deploy-models.ts';
import type { Io } from '../io.ts';
import type { OpenWorld } from '../local-world.ts';
import { dataDirOf, startLocalWorld } from '../local-world.ts';
import { findModels, type LocalModel } from '../models.ts';
import { programName } from '../package-root.ts';
import { runPipeline } from '../pipeline-run.ts';
import { isPushed, pushLines } from '../pushed-model.ts';
import { shownPath } from '../view/text.ts';
import { watchRuns } from '../watch-runs.ts';

/** The main job: world, stacks, data, a run of each model that is a folder, and then serving until Ctrl+C. */
export const local: Command = async (args, io) => {
  const models = findModels(args.positionals, io.cwd);
  const dataDir = dataDirOf(args, io);
  const isKnown = existsSync(dataDir);
  const world = await startLocalWorld(dataDir, io, portOf(args), args.text('installation'), args.text('runtime'));
  try {
    const containers = world.runtime.containers === 'process' ? '' : `, containers by ${world.runtime.containers}`;
    io.out.write(
      `Local world at ${world.account.runtimeUrl}, state in ${shownPath(world.account.dataDir ?? '', io.cwd)}${containers}. Nothing here reaches AWS.\n`,
    );
    await deployModels(world, models, io);
    await fillData(world.account, models, io);
    if (isKnown) await catchUp(world.account);
    const folders = models.filter((model) => !isPushed(model));
    const code = await runAll(world, folders, args, io);
    if ((io.out.isTerminal || args.flag('keep')) && !args.flag('once')) await serve(world, models, args, io);
    else io.out.write('\nThis world ends here, and the endpoint with it: on a terminal, without --once, it keeps serving.\n');
    return code;
  } finally {
    await world.close();
  }
};

async function runAll(world: OpenWorld, models: readonly LocalModel[], args: Arguments, io: Io): Promise<number> {
  let code: number = ExitCode.ok;
  for (const { name } of models) {
    io.out.write('\n');
    const ended = await runPipeline(world.account, io, {
      input: { model: name, trigger: 'trainyard local' },
      title: name,
      logs: args.flag('logs'),
    });
    // The first failure decides; the other models still get their run.
    if (code === ExitCode.ok) code = ended;
  }
  return code;
}

async function serve(world: OpenWorld, models: readonly LocalModel[], args: Arguments, io: Io): Promise<void> {
  const pushed = models.filter(isPushed);
  for (const model of pushed) io.out.write(`\n${(await pushLines(world.account, model, io)).join('\n')}\n`);
  io.out.write(
    `\nServing at ${world.account.runtimeUrl} until Ctrl+C. In another terminal: ${programName(io.cwd)} status | run | invoke MODEL | logs\n`,
  );
  await watchRuns(world.account, io, { live: new Set(pushed.map(({ name }) => name)), logs: args.flag('logs') });
}

function portOf(args: Arguments): number | undefined {
  const text = args.text('port');
  if (text === undefined) return undefined;
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw usageError(`Expected --port to be a number from 0 (any free one) to 65535; got "${text}".`);
}
