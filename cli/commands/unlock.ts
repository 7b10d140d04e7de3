import { CliError, ExitCode, usageError } from '../cli-error.ts';
import type { Command } from '../command.ts';
import { canAsk, confirm } from '../confirm.ts';
import { deployedModel, readState } from '../installation.ts';
import { publishLaunch, userOf } from '../launch-topic.ts';
import { openWorld } from '../local-world.ts';
import { holderText } from '../lock-lines.ts';
import { awaitUnlocked } from '../recovered-run.ts';

/** Frees a lock whose clean-up failed three times, once a person has looked. Of any other lock it only says who holds it. */
export const unlock: Command = async (args, io) => {
  const world = await openWorld(args, io);
  const { account } = world;
  try {
    const model = args.positionals[0] ?? '';
    // A model that was destroyed may have left a stuck lock, which the next deploy finds.
    const state = await readState(account, model);
    if (!state) await deployedModel(account, model);
    const holder = state?.running;
    if (!holder) throw new CliError(`Expected a stuck lock of ${model}; it is free.`);
    if (holder.phase !== 'stuck') {
      throw new CliError(
        `Expected a stuck lock of ${model}; it is held by ${holderText(holder)}. To stop that run: \`trainyard cancel ${model}\`.`,
      );
    }
    io.out.write(`${stuckLines(model, state).join('\n')}\n`);
    if (!args.flag('yes')) {
      if (!canAsk(io)) throw usageError('Expected --yes where there is no terminal to ask on: nothing was unlocked.');
      if (!(await confirm(io, `Unlock ${model}?`))) throw new CliError('Not unlocked.');
    }
    await publishLaunch(account, { model, action: 'unlock', by: userOf(io) });
    await awaitUnlocked(account, io, model, holder);
    io.out.write(`${model} is unlocked.${state.pending.length > 0 ? ' What waits starts now.' : ''}\n`);
    return ExitCode.ok;
  } finally {
    await world.close();
  }
};

function stuckLines(model: string, { running, target, champion, pending }: NonNullable<Awaited<ReturnType<typeof readState>>>): string[] {
  const { execution, since, launch, recoveries } = running ?? {};
  return [
    `Held by   ${execution?.name}, stuck since ${since}`,
    ...(launch ? [`          ${launch.trigger}`] : []),
    `Tried     ${recoveries} clean-ups, and each failed: the mail says why`,
    ...(target
      ? [`Endpoint  ${target.endpoint} was being changed to ${target.endpointConfig}; before: ${target.previousConfig ?? 'no endpoint'}`]
      : []),
    `Champion  ${champion?.release ?? 'none'}`,
    ...(pending.length > 0 ? [`Waiting   ${pending.map(({ trigger }) => trigger).join('; ')}`] : []),
    'Check     that no build, training or verification of it still runs, and that the endpoint',
    '          serves what it should: docs/runbook.md, RecoveryFailed',
    `Then      a free lock lets the next run of ${model} start at once.`,
  ];
}
