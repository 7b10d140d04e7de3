import type { CodeBuildClient } from '@aws-sdk/client-codebuild';
import type { SageMakerClient } from '@aws-sdk/client-sagemaker';
import type { SFNClient } from '@aws-sdk/client-sfn';
import * as v from 'valibot';
import { ErrorName } from '../contract/errors.ts';
import { objects } from '../contract/layout.ts';
import { type Run, run as runSchema } from '../contract/payloads.ts';
import { readDocument, replaceDocument } from '../shared/documents.ts';
import { PipelineError } from '../shared/errors.ts';
import { executionHash } from '../shared/hash.ts';
import { readJob } from '../shared/jobs/record.ts';
import type { Log } from '../shared/log.ts';
import { type MailDependencies, publish, sendOnce } from '../shared/mail/send.ts';
import { changeState, readState, withRun } from '../shared/model-state/store.ts';
import { type Ending, endingOf, modelOf } from './cause.ts';
import { failedMail, orphanMail } from './mails.ts';
import { restoreEndpoint } from './restore-endpoint.ts';
import { stopJobs } from './stop-jobs.ts';

export interface FinishDependencies extends MailDependencies {
  readonly sfn: SFNClient;
  readonly codebuild: CodeBuildClient;
  readonly sagemaker: SageMakerClient;
  readonly log: Log;
}

/** `Step Functions Execution Status Change` or `SageMaker Endpoint State Change`, as far as they are read. */
export interface ExecutionEvent {
  readonly detail?: { readonly executionArn?: string; readonly EndpointName?: string };
}

/**
 * Cleans up after an execution that failed, timed out or was stopped: stops its jobs, takes the endpoint back to what it served, records the
 * outcome and mails the cause. The event is a hint only; called again it does what is still to do and mails nothing twice.
 * @throws NotReady when the endpoint still changes: Lambda calls again twice, and the endpoint's own event does when it has settled
 */
export async function finish({ detail }: ExecutionEvent, dependencies: FinishDependencies): Promise<void> {
  const executionArn = detail?.executionArn ?? (await unfinished(detail?.EndpointName, dependencies));
  if (!executionArn) return;
  const { artifacts, clock, sfn, log } = dependencies;
  const ending = await endingOf(sfn, executionArn);
  if (ending.status === 'RUNNING' || ending.status === 'SUCCEEDED') return;
  const run = await readRun(executionArn, dependencies);
  if (!run) return orphan(executionArn, ending, dependencies);

  const stopped = await stopJobs(run, dependencies);
  const { target, champion } = await readState(artifacts, run.model);
  // A run that promoted its release before it broke has nothing to take back.
  const mine = target?.run === run.id && champion?.run !== run.id ? target : undefined;
  const restoration = mine && (await restoreEndpoint(mine, dependencies));
  const how = ending.status === 'ABORTED' ? 'was stopped' : 'failed';
  // The cause's first line: `trainyard status` shows it; the mail has it all.
  const summary = `${ending.state ?? 'The execution'} ${how}: ${ending.error}. ${ending.cause.split('\n')[0]?.slice(0, 300)}`;
  await changeState(artifacts, clock, run.model, (state) => {
    const isRestored = restoration?.isDone && state.target?.run === run.id;
    return withRun(isRestored ? { ...state, target: null } : state, run, { outcome: 'failed', summary });
  });
  await sendOnce('failed', run, () => failedMail({ run, ending, stopped, restoration, champion }), dependencies);
  log.info('finished', { run: run.id, stopped, restoration: restoration?.text });
  if (restoration && !restoration.isDone) throw new PipelineError(ErrorName.NotReady, restoration.text);
}

/** The failed execution whose endpoint still changed when it was cleaned up: a broken container keeps one `Creating` for half an hour. */
async function unfinished(endpoint: string | undefined, { artifacts }: FinishDependencies): Promise<string | undefined> {
  const record = endpoint ? await readJob(artifacts, 'endpoint', endpoint) : undefined;
  if (!record) return undefined;
  const { target, runs } = await readState(artifacts, record.run.model);
  const isFailed = runs.find(({ id }) => id === record.run.id)?.outcome === 'failed';
  return isFailed && target?.run === record.run.id ? record.run.execution.arn : undefined;
}

async function readRun(executionArn: string, { artifacts }: FinishDependencies): Promise<Run | undefined> {
  const stored = await readDocument(artifacts, objects.run(executionHash(executionArn)));
  const parsed = v.safeParse(runSchema, stored?.value);
  return parsed.success ? parsed.output : undefined;
}

/** An execution that ended before Prepare had fixed a run: nothing was started, the cause is the settings or the input as a rule. */
async function orphan(executionArn: string, ending: Ending, { artifacts, sns, topic }: FinishDependencies): Promise<void> {
  const isFirst = await replaceDocument(artifacts, objects.run(executionHash(executionArn)), { mailed: true }, undefined);
  if (isFirst) await publish(sns, topic, orphanMail(executionArn, ending), { model: modelOf(ending.input) ?? '-', outcome: 'failed' });
}
