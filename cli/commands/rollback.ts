import { randomBytes } from 'node:crypto';
import { ExitCode } from '../cli-error.ts';
import type { Command } from '../command.ts';
import { awaitExecution } from '../followed-launch.ts';
import { deployedModel, readState } from '../installation.ts';
import { publishLaunch, userOf } from '../launch-topic.ts';
import { openWorld } from '../local-world.ts';
import { followRun } from '../pipeline-run.ts';
import { checkRelease, rollbackTarget } from '../releases.ts';

/** Asks for a run that puts an earlier release back into service, and follows it. Refuses before anything starts what could not end well. */
export const rollback: Command = async (args, io) => {
  const world = await openWorld(args, io);
  const { account } = world;
  try {
    const { name: model } = await deployedModel(account, args.positionals[0] ?? '');
    const champion = (await readState(account, model))?.champion?.release;
    const release = await rollbackTarget(account, model, champion, args.text('to'));
    await checkRelease(account, release);

    const startedAt = io.clock.now();
    const wish = {
      model,
      release: release.arn,
      trigger: `trainyard rollback by ${userOf(io)}`,
      id: randomBytes(8).toString('hex'),
      at: new Date(startedAt).toISOString(),
    };
    await publishLaunch(account, wish);
    io.out.write(`Rollback of ${model} to release ${release.version} asked for: ${release.arn}\n`);
    if (args.flag('no-wait')) return ExitCode.ok;

    const executionArn = await awaitExecution(account, io, {
      model,
      name: 'The rollback',
      matches: ({ at, trigger, input }) => at === wish.at && trigger === wish.trigger && input.release === wish.release,
    });
    io.out.write(`Run ${executionArn}\n`);
    return await followRun(account, io, {
      executionArn,
      title: `${model}, rollback to ${release.version}`,
      logs: args.flag('logs'),
      model,
      startedAt,
    });
  } finally {
    await world.close();
  }
};
