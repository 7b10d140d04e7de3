import { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import * as v from 'valibot';
import { objects } from '../../contract/layout.ts';
import type { ModelState } from '../../contract/model-state.ts';
import { type RecoveryInput, recoveryInput } from '../../contract/recovery.ts';
import { readDocument } from '../documents.ts';
import { executionHash } from '../hash.ts';
import { type DriveDependencies, drive } from './drive.ts';
import { readableState, readState } from './store.ts';
import { recoverUnheld } from './unheld.ts';

/**
 * An execution of the pipeline or of recovery may have ended: the model's lock goes on from there, to what waits or to recovery. Safe to
 * call at any time, again and again. One that failed without ever holding the lock (its input or settings are wrong, as a rule) gets
 * recoveries of its own, which mail the cause.
 */
export async function executionEnded(arn: string, dependencies: DriveDependencies): Promise<void> {
  const { sfn, pipelineArn, recoveryArn, artifacts } = dependencies;
  const { status, input, executionArn = '' } = await sfn.send(new DescribeExecutionCommand({ executionArn: arn }));
  if (status === 'RUNNING') return;
  const isRecovery = isOf(recoveryArn, executionArn);
  const recovery = isRecovery ? recoveryOf(input) : undefined;
  // A person started it, with an input that no function of ours writes.
  if (isRecovery && !(recovery && isOf(pipelineArn, recovery.execution))) return;
  if (recovery?.token === null) {
    // Whether its execution was seen to is looked up there.
    if (status !== 'SUCCEEDED') await executionEnded(recovery.execution, dependencies).catch(unlessGone);
    return;
  }
  const execution = recovery?.execution ?? executionArn;
  const model = recovery ? recovery.model : await modelOf(execution, input, dependencies);
  // Where the state is unreadable an execution's cause is mailed all the same; the lock waits until it is restored.
  const read = recovery ? readState : readableState;
  const state = model === null ? undefined : await read(artifacts, model);
  if (model !== null && state && holds(state, execution)) {
    await drive(model, { type: 'tick' }, dependencies);
    return;
  }
  if (!recovery && status !== 'SUCCEEDED') await recoverUnheld(model, execution, state, dependencies);
}

const isOf = (stateMachineArn: string, executionArn: string): boolean =>
  executionArn.startsWith(`${stateMachineArn.replace(':stateMachine:', ':execution:')}:`);

function unlessGone(error: unknown): void {
  if (!(error instanceof Error) || error.name !== 'ExecutionDoesNotExist') throw error;
}

const holds = ({ running }: ModelState, executionArn: string): boolean =>
  running !== null && (running.execution.arn === executionArn || executionArn.endsWith(`:${running.execution.name}`));

/** What a recovery was started with; undefined where no function of ours did. */
function recoveryOf(input: string | undefined): RecoveryInput | undefined {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), recoveryInput), input);
  return parsed.success ? parsed.output : undefined;
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
