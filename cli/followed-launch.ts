import type { Launch } from '../lambdas/contract/launch.ts';
import type { ModelState } from '../lambdas/contract/model-state.ts';
import type { Account } from './account.ts';
import { CliError } from './cli-error.ts';
import { readState } from './installation.ts';
import { Interrupted } from './interrupt.ts';
import type { Io } from './io.ts';
import { holderText } from './lock-lines.ts';

export interface WantedLaunch {
  readonly model: string;
  /** Tells this launch among those of the model. */
  matches(launch: Launch): boolean;
  /** `The rollback`, for sentences. */
  readonly name: string;
}

/** How long the functions behind the launch topic may take to bring a message into the model state: SNS and Lambda both try again. */
const takeUpMs = 60_000;
/** Between the lock's change and the run's record, which Prepare writes. */
const startMs = 60_000;

/**
 * Waits until a launch has an execution, and says once what it waits for.
 * @returns the execution's ARN
 * @throws CliError when it was superseded, refused or never taken up · Interrupted after Ctrl+C: the launch stays asked for
 */
export async function awaitExecution(account: Account, io: Io, { model, matches, name }: WantedLaunch): Promise<string> {
  const askedAt = io.clock.now();
  let seen: { readonly launch: Launch; readonly at: number } | undefined;
  let said = '';
  for (;;) {
    const state = await readState(account, model);
    const place = state && placeOf(state, matches, seen?.launch);
    if (place?.arn) return place.arn;
    const now = io.clock.now();
    if (place?.launch) seen = { launch: place.launch, at: now };
    const behind = place?.isPending && state?.running ? `${name} waits for ${holderText(state.running)} and goes next.` : '';
    if (behind && behind !== said) io.out.write(`${behind}\n`);
    said = behind || said;
    if (place?.isPending && state?.running?.phase === 'stuck')
      throw new CliError(`The lock of ${model} is stuck: nothing runs until \`trainyard unlock ${model}\`. ${name} stays asked for.`);
    if (!seen && now - askedAt > takeUpMs) {
      throw new CliError(`Expected ${model}'s state to show what was asked for; after ${takeUpMs / 1000} s it does not. The log of the
function ${account.installation}-launch says why.`);
    }
    if (seen && now - seen.at > startMs) {
      throw new CliError(`${name} was not started: it was superseded or refused. The mail says why; so may \`trainyard status ${model}\`.`);
    }
    if (io.interrupt.signal.aborted) {
      io.err.write(`${name} stays asked for, and runs when its turn comes.\n`);
      throw new Interrupted();
    }
    await io.clock.wait(account.pollMs, io.interrupt.signal);
  }
}

interface Place {
  readonly arn?: string;
  readonly launch?: Launch;
  readonly isPending?: boolean;
}

/** Where a launch is: waiting, holding the lock, or, if it went by between two looks, in the record of runs by its execution's name. */
function placeOf({ running, pending, runs }: ModelState, matches: WantedLaunch['matches'], seen: Launch | undefined): Place {
  if (running?.launch && matches(running.launch)) return { launch: running.launch, arn: running.execution.arn ?? undefined };
  const waiting = pending.find(matches);
  if (waiting) return { launch: waiting, isPending: true };
  const ending = seen && `-${seen.id.slice(0, 8)}`;
  const record = ending && runs.find(({ execution }) => execution.endsWith(ending));
  return record ? { arn: record.execution } : {};
}
