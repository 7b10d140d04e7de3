import { CliError, ExitCode } from '../cli-error.ts';
import type { Command } from '../command.ts';
import { deployedModel, readState } from '../installation.ts';
import { publishLaunch, userOf } from '../launch-topic.ts';
import { openWorld } from '../local-world.ts';
import { holderText } from '../lock-lines.ts';
import { awaitMail, saysEnd } from '../mails.ts';
import { awaitRelease } from '../recovered-run.ts';
import { firstSentence, shownPath } from '../view/text.ts';

/** Stops the run that holds a model's lock, through the launch topic, and waits until its outcome is recorded. */
export const cancel: Command = async (args, io) => {
  const world = await openWorld(args, io);
  const { account } = world;
  try {
    const { name: model } = await deployedModel(account, args.positionals[0] ?? '');
    const state = await readState(account, model);
    const holder = state?.running;
    if (!holder) throw new CliError(`Expected a run of ${model} to cancel; nothing is running.`);
    if (holder.phase === 'stuck')
      throw new CliError(`Nothing runs: the clean-up of ${holder.execution.name} is stuck. See \`trainyard unlock ${model}\`.`);

    const from = io.clock.now();
    io.out.write(`Cancelling ${holderText(holder)}\n`);
    if (holder.phase !== 'recovering') await publishLaunch(account, { model, action: 'cancel', by: userOf(io) });
    const record = await awaitRelease(account, io, model, holder);
    io.out.write(
      `Recorded: ${record?.outcome ?? 'ended before it did anything'}${record?.summary ? `. ${firstSentence(record.summary)}` : ''}\n`,
    );
    const mail = await awaitMail(account, io, from, saysEnd(model, record?.execution), 10_000);
    if (mail) io.out.write(`Mail: ${shownPath(mail.path, io.cwd)}\n`);
    const waiting = state.pending.length;
    if (waiting > 0)
      io.out.write(`${waiting} ${waiting === 1 ? 'run that waits starts' : 'runs that wait start'} now: \`trainyard status ${model}\`.\n`);
    return ExitCode.ok;
  } finally {
    await world.close();
  }
};
