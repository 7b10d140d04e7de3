import type { ModelState, Running, RunRecord } from '../lambdas/contract/model-state.ts';
import type { Account } from './account.ts';
import { CliError } from './cli-error.ts';
import { readState } from './installation.ts';
import { Interrupted } from './interrupt.ts';
import type { Io } from './io.ts';

/** How long a message may take to show in the model state. */
const takeUpMs = 60_000;

/**
 * Waits until the holder of a lock has let it go, its outcome recorded, and says what happens meanwhile.
 * @returns its record, if it got as far as having one @throws CliError when its clean-up is stuck, or nothing came of the request
 */
export async function awaitRelease(account: Account, io: Io, model: string, holder: Running): Promise<RunRecord | undefined> {
  const from = io.clock.now();
  let said = '';
  let arn = holder.execution.arn;
  for (;;) {
    const state = await readState(account, model);
    const running = state?.running;
    if (!running || running.token !== holder.token) return recordOf(state, arn);
    arn = running.execution.arn ?? arn;
    if (running.phase === 'stuck')
      throw new CliError(`The clean-up of ${holder.execution.name} failed three times and is stuck: \`trainyard unlock ${model}\`.`);
    if (running.phase === 'recovering' && said !== running.phase) {
      said = running.phase;
      io.out.write('It has ended; its jobs are being stopped, its endpoint is being put right.\n');
    }
    if (!running.cancel && (running.phase === 'running' || running.phase === 'starting') && io.clock.now() - from > takeUpMs) {
      throw new CliError(
        `Expected ${model}'s run to be stopped; after ${takeUpMs / 1000} s nothing shows it. The log of the function ${account.installation}-launch says why.`,
      );
    }
    if (io.interrupt.signal.aborted) throw new Interrupted();
    await io.clock.wait(account.pollMs, io.interrupt.signal);
  }
}

/** Waits until a stuck holder is gone. @throws CliError when it is still there after a minute */
export async function awaitUnlocked(account: Account, io: Io, model: string, holder: Running): Promise<void> {
  const until = io.clock.now() + takeUpMs;
  while ((await readState(account, model))?.running?.token === holder.token) {
    if (io.interrupt.signal.aborted) throw new Interrupted();
    if (io.clock.now() >= until)
      throw new CliError(
        `Expected ${model} to be unlocked; after ${takeUpMs / 1000} s it is not. The log of the function ${account.installation}-launch says why.`,
      );
    await io.clock.wait(account.pollMs, io.interrupt.signal);
  }
}

const recordOf = (state: ModelState | undefined, arn: string | null): RunRecord | undefined =>
  state?.runs.find(({ execution }) => execution === arn);
