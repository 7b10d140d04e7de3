import { describe, expect, it } from 'vitest';
import type { ModelState } from '../../../../lambdas/contract/model-state.ts';
import { finish } from '../../../../lambdas/finish/finish.ts';
import { executionHash } from '../../../../lambdas/shared/hash.ts';
import { logger } from '../../../../lambdas/shared/log.ts';
import { awsError } from '../fake-aws.ts';
import { executionArn, makeRun, makeWorld, putChampion } from '../fixtures.ts';

const run = makeRun();
const event = { detail: { executionArn, status: 'FAILED' } };
const cause = 'The training t failed: AlgorithmError: 0 positives\n\nLast log lines:\nepoch 1\nlabel has 0 positives';

/** Newest first, as GetExecutionHistory gives them in reverse order: the failing branch, then what the other branch did last. */
const events = [
  { id: 12, previousEventId: 11, type: 'ExecutionFailed' },
  { id: 11, previousEventId: 10, type: 'TaskStateAborted' },
  { id: 10, previousEventId: 8, type: 'TaskFailed' },
  { id: 9, previousEventId: 5, type: 'TaskStateEntered', stateEnteredEventDetails: { name: 'AwaitInferenceImage' } },
  { id: 8, previousEventId: 7, type: 'TaskSubmitted' },
  { id: 7, previousEventId: 6, type: 'TaskStateEntered', stateEnteredEventDetails: { name: 'AwaitTraining' } },
];

interface Situation {
  readonly execution?: object;
  readonly endpoint?: Record<string, unknown>;
  readonly target?: object | null;
  readonly hasRun?: boolean;
}

function world({ execution = {}, endpoint, target = null, hasRun = true }: Situation = {}) {
  const made = makeWorld();
  putChampion(made.aws);
  if (target)
    made.aws.put('artifacts', 'state/bird-strikes.json', { ...(made.aws.json('artifacts', 'state/bird-strikes.json') ?? {}), target });
  if (hasRun) made.aws.put('artifacts', `runs/${executionHash(executionArn)}.json`, run);
  const sagemaker = { endpoint };
  made.aws
    .on('DescribeExecution', {
      status: 'FAILED',
      error: 'TrainingFailed',
      cause,
      startDate: new Date(0),
      input: '{"model":"bird-strikes"}',
      ...execution,
    })
    .on('GetExecutionHistory', { events })
    .on('DescribeEndpoint', () => {
      if (!sagemaker.endpoint) throw awsError('ValidationException', 'Could not find endpoint "arn".');
      return sagemaker.endpoint;
    });
  for (const operation of ['Publish', 'StopBuild', 'StopTrainingJob', 'UpdateEndpoint', 'DeleteEndpoint']) made.aws.on(operation, {});
  const state = () => made.aws.json<ModelState>('artifacts', 'state/bird-strikes.json');
  const mails = () => made.aws.calls<{ Subject: string; Message: string }>('Publish');
  const dependencies = { ...made, log: logger({}, () => {}) };
  const settled = () => finish({ detail: { EndpointName: 'bird-strikes' } }, dependencies);
  return { ...made, sagemaker, state, mails, finish: () => finish(event, dependencies), settled };
}

const target = {
  run: run.id,
  endpoint: 'bird-strikes',
  endpointConfig: run.names.endpointConfig,
  previousConfig: 'old',
  attempts: 1,
  at: '2026-11-21T12:00:00Z',
};

describe('finish', () => {
  it('mails the cause in words, the last log lines and where to look', async () => {
    const made = world();
    await made.finish();
    const [mail] = made.mails();
    expect(mail?.Subject).toBe('[bird-strikes] failed in AwaitTraining: TrainingFailed (0123456)');
    for (const text of [
      'The run of bird-strikes failed in AwaitTraining. The release of run',
      'Why\n  The training t failed: AlgorithmError: 0 positives',
      'Last log lines\n  epoch 1\n  label has 0 positives',
      'https://us-east-1.console.aws.amazon.com/states/',
      `trainyard logs ${run.id}`,
    ])
      expect(mail?.Message).toContain(text);
    expect(made.state()).toMatchObject({ champion: { run: 'earlier' }, runs: [{ id: run.id, outcome: 'failed', mailed: ['failed'] }] });
  });

  it('mails once, however often it is called', async () => {
    const made = world();
    await made.finish();
    await made.finish();
    expect(made.mails().length).toBe(1);
  });

  it.each([
    [{ status: 'TIMED_OUT', error: undefined, cause: undefined }, 'timed out', 'The execution ran out of its time.'],
    [{ status: 'ABORTED', error: undefined, cause: undefined }, 'was stopped', 'Somebody stopped the execution.'],
    [
      { cause: JSON.stringify({ errorType: 'MetricMissing', errorMessage: 'auc was not reported', trace: [] }) },
      'failed',
      'auc was not reported',
    ],
    [{ error: 'States.Runtime', cause: undefined }, 'failed', 'Step Functions gives no cause.'],
  ])('words %j', async (execution, verb, words) => {
    const made = world({ execution });
    await made.finish();
    const [mail] = made.mails();
    expect(mail?.Message).toContain(`The run of bird-strikes ${verb} in AwaitTraining.`);
    expect(mail?.Message).toContain(words);
    const summary = made.state()?.runs.at(-1)?.summary;
    expect(summary).toContain(verb === 'was stopped' ? 'AwaitTraining was stopped: ' : 'AwaitTraining failed: ');
    expect(summary).toContain(words);
  });

  it.each(['SUCCEEDED', 'RUNNING'])('does nothing about an execution that is %s', async (status) => {
    const made = world({ execution: { status } });
    await made.finish();
    expect(made.mails()).toEqual([]);
  });

  it('stops the builds and trainings that still run, and only those', async () => {
    const made = world();
    const record = (kind: string, name: string) => ({
      job: { kind, name, id: `id-${name}`, startedAt: '' },
      run,
      token: 't',
      seenChanging: false,
      training: null,
    });
    for (const name of [run.images.training.job, run.images.inference.job])
      made.aws.put('artifacts', `jobs/build/${name}.json`, record('image', name));
    for (const name of [run.names.trainingJob, `${run.names.trainingJob}-2`])
      made.aws.put('artifacts', `jobs/training/${name}.json`, record('training', name));
    made.aws.on('BatchGetBuilds', ({ ids }: { ids: string[] }) => ({
      builds: [{ buildStatus: ids[0]?.includes('inference') ? 'IN_PROGRESS' : 'SUCCEEDED' }],
    }));
    made.aws.on('StopTrainingJob', ({ TrainingJobName }: { TrainingJobName: string }) => {
      if (!TrainingJobName.endsWith('-2'))
        throw awsError('ValidationException', 'The request was rejected because the training job is in status Failed');
    });
    await made.finish();
    expect(made.aws.calls('StopBuild')).toEqual([{ id: `id-${run.images.inference.job}` }]);
    expect(made.mails()[0]?.Message).toContain(`Stopped\n  build ${run.images.inference.job}\n  training ${run.names.trainingJob}-2`);
  });

  it('takes an updated endpoint back to its former configuration', async () => {
    const made = world({ target, endpoint: { EndpointStatus: 'InService', EndpointConfigName: run.names.endpointConfig } });
    await made.finish();
    expect(made.aws.calls('UpdateEndpoint')).toEqual([{ EndpointName: 'bird-strikes', EndpointConfigName: 'old' }]);
    expect(made.mails()[0]?.Message.replace(/\s+/g, ' ')).toContain('The endpoint bird-strikes goes back to its former configuration old.');
    expect(made.state()?.target).toBeNull();
    await made.finish();
    expect(made.aws.calls('UpdateEndpoint').length).toBe(1);
  });

  it.each(['InService', 'Failed'])('deletes an endpoint that this run created: %s', async (EndpointStatus) => {
    const made = world({
      target: { ...target, previousConfig: null },
      endpoint: { EndpointStatus, EndpointConfigName: run.names.endpointConfig },
    });
    await made.finish();
    expect(made.aws.calls('DeleteEndpoint')).toEqual([{ EndpointName: 'bird-strikes' }]);
  });

  it.each([
    ['an update that SageMaker rolled back', { EndpointStatus: 'InService', EndpointConfigName: 'old' }, target],
    ["another run's configuration", { EndpointStatus: 'InService', EndpointConfigName: 'theirs' }, target],
    ["another run's target", { EndpointStatus: 'InService', EndpointConfigName: 'theirs' }, { ...target, run: 'other' }],
    ['an endpoint that never came to be', undefined, { ...target, previousConfig: null }],
  ])('leaves alone %s', async (_what, endpoint, of) => {
    const made = world({ target: of, ...(endpoint && { endpoint }) });
    await made.finish();
    expect([...made.aws.calls('UpdateEndpoint'), ...made.aws.calls('DeleteEndpoint')]).toEqual([]);
  });

  it('mails, and asks to be called again, when the endpoint still changes after three minutes', async () => {
    const made = world({ target, endpoint: { EndpointStatus: 'Updating', EndpointConfigName: 'old' } });
    await expect(made.finish()).rejects.toMatchObject({ name: 'NotReady' });
    expect(made.mails().length).toBe(1);
    expect(made.state()?.target?.run).toBe(run.id);
    made.sagemaker.endpoint = { EndpointStatus: 'InService', EndpointConfigName: run.names.endpointConfig };
    await made.finish();
    expect(made.aws.calls('UpdateEndpoint').length).toBe(1);
    expect(made.mails().length).toBe(1);
  });

  it("restores an endpoint when the endpoint's own event says that it changes no more, and only one that a failed run left", async () => {
    const made = world({ target, endpoint: { EndpointStatus: 'InService', EndpointConfigName: run.names.endpointConfig } });
    const job = { kind: 'deployment', name: 'bird-strikes', id: run.names.endpointConfig, startedAt: '' };
    await made.settled();
    made.aws.put('artifacts', 'jobs/endpoint/bird-strikes.json', { job, run, token: 't', seenChanging: true, training: null });
    // The run still goes on, or `finish` still waits for the endpoint itself.
    await made.settled();
    expect(made.aws.calls('UpdateEndpoint')).toEqual([]);

    made.sagemaker.endpoint = { EndpointStatus: 'Updating', EndpointConfigName: 'old' };
    await expect(made.finish()).rejects.toMatchObject({ name: 'NotReady' });
    made.sagemaker.endpoint = { EndpointStatus: 'InService', EndpointConfigName: run.names.endpointConfig };
    await made.settled();
    await made.settled();
    expect(made.aws.calls('UpdateEndpoint').length).toBe(1);
    expect(made.mails().length).toBe(1);
  });

  it('mails once about an execution that broke before its run was fixed', async () => {
    const wrong = 'The settings of bird-strikes are wrong. training.epochs: unknown';
    const made = world({ hasRun: false, execution: { error: 'InvalidSettings', cause: JSON.stringify({ errorMessage: wrong }) } });
    await made.finish();
    await made.finish();
    expect(made.mails()).toMatchObject([{ Subject: '[bird-strikes] failed in AwaitTraining: InvalidSettings' }]);
    expect(made.mails()[0]?.Message).toContain(wrong);
  });
});
