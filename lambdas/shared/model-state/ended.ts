import { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import * as v from 'valibot';
import { objects } from '../../contract/layout.ts';
import type { ModelState } from '../../contract/model-state.ts';
import { type RecoveryInput, recoveryInput } from '../../contract/recovery.ts';
import { readDocument } from '../documents.ts';
import { executionHash } from '../hash.ts';
import { type DriveDependencies, drive, startExecution } from './drive.ts';
import { isRecorded } from './runs.ts';
import { readState } from './store.ts';

/**
 * An execution of the pipeline or of recovery may have ended: the model's lock goes on from there, to what waits or to recovery. Safe to
 * call at any time, again and again. One that failed without ever holding the lock (its input or settings are wrong, as a rule) gets a
 * recovery of its own, which mails the cause.
 */
export async function executionEnded(arn: string, dependencies: DriveDependencies): Promise<void> {
  const { sfn, recoveryArn, artifacts } = dependencies;
  const { status, input, executionArn = '' } = await sfn.send(new DescribeExecutionCommand({ executionArn: arn }));
  if (status === 'RUNNING') return;
  const recovery = recoveryOf(executionArn, input, recoveryArn);
  const pipelineExecution = recovery?.execution ?? executionArn;
  const model = recovery ? recovery.model : await modelOf(pipelineExecution, input, dependencies);
  const state = model === null ? undefined : await readState(artifacts, model);
  if (model !== null && state && holds(state, pipelineExecution)) {
    await drive(model, { type: 'tick' }, dependencies);
    return;
  }
  if (recovery || status === 'SUCCEEDED' || (state && isRecorded(state, executionArn))) return;
  const unheld: RecoveryInput = { model, execution: executionArn, token: null };
  await startExecution(sfn, recoveryArn, `unheld-${executionHash(executionArn)}`, unheld);
}

const holds = ({ running }: ModelState, executionArn: string): boolean =>
  running !== null && (running.execution.arn === executionArn || executionArn.endsWith(`:${running.execution.name}`));

/** The input of a recovery; undefined for an execution of the pipeline. */
function recoveryOf(executionArn: string, input: string | undefined, recoveryArn: string): RecoveryInput | undefined {
  const isRecovery = executionArn.startsWith(`${recoveryArn.replace(':stateMachine:', ':execution:')}:`);
  return isRecovery ? v.parse(recoveryInput, JSON.parse(input ?? '{}')) : undefined;
}

/** Whose execution it is: its run says so, or its input; null where neither does, or names a model that has no state. */
async function modelOf(executionArn: string, input: string | undefined, { artifacts }: DriveDependencies): Promise<string | null> {
  const run = (await readDocument(artifacts, objects.run(executionHash(executionArn))))?.value as { model?: unknown } | undefined;
  const named = typeof run?.model === 'string' ? run.model : inputModel(input);
  if (named === undefined) return null;
  return (await readDocument(artifacts, objects.state(named))) ? named : null;
}

function inputModel(input: string | undefined): string | undefined {
  try {
    const { model } = JSON.parse(input ?? '{}') as { model?: unknown };
    return typeof model === 'string' && /^[a-z0-9-]+$/.test(model) ? model : undefined;
  } catch {
    return undefined;
  }
}
