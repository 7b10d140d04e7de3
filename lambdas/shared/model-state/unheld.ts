import { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import type { ModelState } from '../../contract/model-state.ts';
import type { RecoveryInput } from '../../contract/recovery.ts';
import { causeInWords } from '../cause.ts';
import { executionHash, runId } from '../hash.ts';
import { type Unrecovered, unrecoveredMail } from '../mail/launch-mails.ts';
import type { DriveDependencies } from './drive.ts';
import { executionArn, type Look, lookAt, startExecution } from './executions.ts';
import { isMailed, rememberMailed } from './mailed.ts';
import { publishMail, sendOutbox, withMail } from './outbox.ts';
import { pauseMs, recoveriesAtMost } from './reduce.ts';
import { isRecorded, withRun } from './runs.ts';
import { changeState } from './store.ts';

/**
 * Sees to an execution that failed without ever holding a lock, so that its cause is mailed: a recovery of its own records and mails it. It
 * has as many as one that held the lock. Nothing but their names counts them: each is looked at, and the first that is not there is started,
 * once the one before it has ended without a record. Where the last one failed too, that is mailed instead.
 */
export async function recoverUnheld(
  model: string | null,
  execution: string,
  state: ModelState | undefined,
  dependencies: DriveDependencies,
): Promise<void> {
  const { sfn, recoveryArn, clock, artifacts } = dependencies;
  if (state ? isRecorded(state, execution) : await isMailed(artifacts, execution)) return;
  const input: RecoveryInput = { model, execution, token: null };
  let last: { readonly arn: string; readonly look: Look } | undefined;
  for (let attempt = 1; attempt <= recoveriesAtMost; attempt++) {
    const arn = executionArn(recoveryArn, recoveryName(execution, attempt));
    const look = await lookAt(sfn, arn);
    if (look.status === 'missing') {
      await startExecution(sfn, recoveryArn, recoveryName(execution, attempt), input);
      return;
    }
    if (!look.isFailed) return;
    // What failed for want of a service gets time, and the sweeper comes back; what was stopped (by a person, or with its world) does not.
    if (!look.isStopped && clock.now() - (look.beganAt?.getTime() ?? 0) < pauseMs * attempt) return;
    last = { arn, look };
  }
  if (last) await giveUp(model, execution, last, dependencies);
}

/** The first keeps the name that it had when it was the only one. */
const recoveryName = (execution: string, attempt: number): string =>
  `unheld-${executionHash(execution)}${attempt > 1 ? `-${attempt}` : ''}`;

/** Records that it ended, and mails that nothing could clean up after it: nobody would hear of it else. */
async function giveUp(
  model: string | null,
  execution: string,
  last: { readonly arn: string; readonly look: Look },
  dependencies: DriveDependencies,
): Promise<void> {
  const { sfn, artifacts, clock, sns, topic, log } = dependencies;
  const found = await sfn.send(new DescribeExecutionCommand({ executionArn: execution }));
  const { status = '', startDate = new Date(clock.now()), error = status, cause } = found;
  const outcome = status === 'ABORTED' ? 'aborted' : 'failed';
  const facts: Unrecovered = {
    arn: execution,
    recoveries: recoveriesAtMost,
    why: `${error}: ${causeInWords(cause) || 'Step Functions gives no cause.'}`,
    last: { arn: last.arn, why: last.look.why },
  };
  const mail = { ...unrecoveredMail(model, facts), outcome };
  log.warn('no recovery recorded how an execution ended', { model, execution, recovery: last.arn });
  if (model === null) {
    await publishMail('-', { id: `${execution.split(':').at(-1)}-unrecovered`, ...mail }, { sns, topic, log });
    await rememberMailed(artifacts, execution);
    return;
  }
  const startedAt = startDate.toISOString();
  const run = { id: runId(startedAt, execution), startedAt, execution: { arn: execution } };
  await changeState(artifacts, clock, model, (state) => {
    if (isRecorded(state, execution)) return state;
    const summary = `${facts.why.split('\n')[0]} Its clean-up failed ${recoveriesAtMost} times.`;
    return withMail(withRun(state, run, { outcome, summary }), { id: `${run.id}-unrecovered`, ...mail });
  });
  await sendOutbox(model, dependencies);
}
