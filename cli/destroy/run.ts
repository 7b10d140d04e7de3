import type { Account } from '../account.ts';
import { readState } from '../installation.ts';
import type { Io } from '../io.ts';
import { publishLaunch, userOf } from '../launch-topic.ts';
import { holderText } from '../lock-lines.ts';
import { awaitRelease } from '../recovered-run.ts';
import type { Thing } from './thing.ts';

/** The run that holds the model, and what waits behind it: stopped one after the other, each cleaned up, before anything is removed. */
export async function runThing(account: Account, io: Io, model: string): Promise<Thing | undefined> {
  const state = await readState(account, model);
  if (!state || (!state.running && state.pending.length === 0) || state.running?.phase === 'stuck') return undefined;
  const waiting = state.pending.length > 0 ? `${state.pending.length} waiting` : '';
  return {
    label: 'run',
    text: [state.running ? holderText(state.running) : '', waiting].filter(Boolean).join(', '),
    done: 'Run stopped and cleaned up',
    remove: () => stopRuns(account, io, model),
  };
}

async function stopRuns(account: Account, io: Io, model: string): Promise<void> {
  for (;;) {
    io.interrupt.check();
    const state = await readState(account, model);
    const { running, pending = [] } = state ?? {};
    if (running?.phase === 'stuck' || (!running && pending.length === 0)) return;
    if (!running) {
      await io.clock.wait(account.pollMs, io.interrupt.signal);
      continue;
    }
    if (running.phase !== 'recovering') await publishLaunch(account, { model, action: 'cancel', by: `${userOf(io)} (trainyard destroy)` });
    await awaitRelease(account, io, model, running);
  }
}
