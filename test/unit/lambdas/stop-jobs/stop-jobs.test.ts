import { describe, expect, it } from 'vitest';
import { executionHash } from '../../../../lambdas/shared/hash.ts';
import { stopJobs } from '../../../../lambdas/stop-jobs/stop-jobs.ts';
import { awsError } from '../fake-aws.ts';
import { executionArn, makeRun, makeWorld } from '../fixtures.ts';
import { History } from '../history.ts';

const run = makeRun();
const ended = new Date('2026-11-21T12:10:00.000Z');
const startedAt = '2026-11-21T12:10:01.000Z';
const input = { recovery: { model: run.model, execution: executionArn, token: 1 }, startedAt };

interface FakeBuild {
  readonly id: string;
  readonly run?: string;
  readonly job?: string;
  buildStatus: string;
  endTime?: Date;
  readonly startTime?: Date;
}

/** CodeBuild and SageMaker with jobs that stop when they are told to. */
function world(builds: FakeBuild[] = [], trainings: Record<string, { TrainingJobStatus: string; TrainingEndTime?: Date }> = {}) {
  const made = makeWorld();
  made.clock.ms = Date.parse(startedAt) + 1000;
  made.aws.put('artifacts', `runs/${executionHash(executionArn)}.json`, run);
  const history = new History();
  const execution = { status: 'FAILED', startDate: new Date(run.startedAt), stopDate: ended };
  const described = (build: FakeBuild) => ({
    startTime: new Date('2026-11-21T12:05:00Z'),
    ...build,
    environment: {
      environmentVariables: [
        { name: 'RUN_ID', value: build.run ?? run.id },
        { name: 'JOB', value: build.job ?? build.id },
      ],
    },
  });
  made.aws
    .on('DescribeExecution', () => execution)
    .on('GetExecutionHistory', history.answer)
    .on('ListBuildsForProject', ({ projectName, nextToken }: { projectName: string; nextToken?: string }) => {
      const ids = builds.filter(({ id }) => id.startsWith(`${projectName}:`)).map(({ id }) => id);
      return nextToken ? { ids: ids.slice(2) } : { ids: ids.slice(0, 2), nextToken: ids.length > 2 ? 'more' : undefined };
    })
    .on('BatchGetBuilds', ({ ids }: { ids: string[] }) => ({ builds: builds.filter(({ id }) => ids.includes(id)).map(described) }))
    .on('StopBuild', {})
    .on('DescribeTrainingJob', ({ TrainingJobName }: { TrainingJobName: string }) => {
      const job = trainings[TrainingJobName];
      if (!job) throw awsError('ValidationException', 'Requested resource not found.');
      return job;
    })
    .on('StopTrainingJob', {});
  const stop = () => stopJobs(input, { ...made, projects: ['build', 'verify'] });
  return { ...made, history, execution, stop };
}

const record = (name: string, id: string) => ({
  job: { kind: 'image', name, id, startedAt: '' },
  run,
  token: null,
  seenChanging: false,
  training: null,
});

describe('stop-jobs', () => {
  it('has nothing to stop where the execution ended before its run was fixed', async () => {
    const made = world();
    made.aws.objects.delete(`artifacts/runs/${executionHash(executionArn)}.json`);
    expect(await made.stop()).toEqual({ waitSeconds: null, texts: [] });
  });

  it("stops the run's builds, also one that no record knows of, and nobody else's", async () => {
    const made = world([
      { id: 'build:theirs', run: 'another', buildStatus: 'IN_PROGRESS' },
      { id: 'build:lost', job: 'lost-image', buildStatus: 'IN_PROGRESS' },
      { id: 'build:done', buildStatus: 'SUCCEEDED' },
      { id: 'verify:1', job: run.names.verification, buildStatus: 'IN_PROGRESS' },
      { id: 'elsewhere:known', job: run.images.training.job, buildStatus: 'IN_PROGRESS' },
    ]);
    made.aws.put('artifacts', `jobs/build/${run.images.training.job}.json`, record(run.images.training.job, 'elsewhere:known'));
    const answer = await made.stop();
    expect(made.aws.calls('StopBuild')).toEqual([{ id: 'elsewhere:known' }, { id: 'build:lost' }, { id: 'verify:1' }]);
    expect(answer).toEqual({
      waitSeconds: 2,
      texts: [run.images.training.job, 'lost-image', run.names.verification].map((name) => `build ${name}, which still ends`),
    });
  });

  it('looks again for a training and a build that were started a moment ago and are not seen yet', async () => {
    const made = world();
    const begun = (name: string, at: string) => ({ ...record(name, name), job: { ...record(name, name).job, startedAt: at } });
    made.aws.put('artifacts', `jobs/training/${run.names.trainingJob}.json`, begun(run.names.trainingJob, ended.toISOString()));
    made.aws.put('artifacts', `jobs/build/${run.names.verification}.json`, begun(run.names.verification, ended.toISOString()));
    expect(await made.stop()).toEqual({ waitSeconds: 2, texts: [] });
    made.clock.ms += 15_000;
    expect(await made.stop()).toEqual({ waitSeconds: null, texts: [] });
  });

  it('asks for no more pages of builds once they are older than the run', async () => {
    const old = { buildStatus: 'SUCCEEDED', startTime: new Date('2026-11-21T11:00:00Z') };
    const made = world(['build:1', 'build:2', 'build:3'].map((id) => ({ id, ...old })));
    await made.stop();
    expect(made.aws.calls('ListBuildsForProject').length).toBe(2);
  });

  it('has stopped trainings and the builds it has a record of when the look through all builds is too much', async () => {
    const made = world([{ id: 'build:known', job: run.images.training.job, buildStatus: 'IN_PROGRESS' }], {
      [run.names.trainingJob]: { TrainingJobStatus: 'InProgress' },
    });
    made.aws.put('artifacts', `jobs/build/${run.images.training.job}.json`, record(run.images.training.job, 'build:known'));
    made.aws.on('ListBuildsForProject', () => {
      throw awsError('ThrottlingException', 'Rate exceeded');
    });
    await expect(made.stop()).rejects.toThrow('Rate exceeded');
    expect(made.aws.calls('StopTrainingJob')).toEqual([{ TrainingJobName: run.names.trainingJob }]);
    expect(made.aws.calls('StopBuild')).toEqual([{ id: 'build:known' }]);
  });

  it.each([
    ['its end', true],
    ["the recovery's beginning, where Step Functions does not know it", false],
  ])('looks after a run of days no further back than a lost build can be, from %s', async (_what, isKnown) => {
    const hoursBefore = (hours: number) => new Date(ended.getTime() - hours * 3600_000);
    const made = world([
      { id: 'build:lost', job: 'lost', buildStatus: 'IN_PROGRESS', startTime: hoursBefore(5.4) },
      { id: 'build:2', run: 'another', buildStatus: 'SUCCEEDED', startTime: hoursBefore(5.6) },
      { id: 'build:3', run: 'another', buildStatus: 'SUCCEEDED', startTime: hoursBefore(6) },
    ]);
    made.aws.put('artifacts', `runs/${executionHash(executionArn)}.json`, { ...run, startedAt: hoursBefore(200).toISOString() });
    if (!isKnown) {
      made.aws.on('DescribeExecution', () => {
        throw awsError('ExecutionDoesNotExist');
      });
    }
    await made.stop();
    expect(made.aws.calls('StopBuild')).toEqual([{ id: 'build:lost' }]);
    expect(made.aws.calls('ListBuildsForProject').filter(({ projectName }) => projectName === 'build')).toHaveLength(1);
  });

  it('stops trainings by their names, whether a record is there or not', async () => {
    const made = world([], {
      [run.names.trainingJob]: { TrainingJobStatus: 'Failed' },
      [`${run.names.trainingJob}-2`]: { TrainingJobStatus: 'InProgress' },
    });
    expect(await made.stop()).toEqual({ waitSeconds: 2, texts: [`training ${run.names.trainingJob}-2, which still ends`] });
    expect(made.aws.calls('StopTrainingJob')).toEqual([{ TrainingJobName: `${run.names.trainingJob}-2` }]);
  });

  it('takes a training that ended a moment before it was stopped for ended', async () => {
    const made = world([], { [run.names.trainingJob]: { TrainingJobStatus: 'InProgress' } });
    made.aws.on('StopTrainingJob', () => {
      throw awsError('ValidationException', 'The request was rejected because the training job is in status Completed');
    });
    await expect(made.stop()).resolves.toMatchObject({ waitSeconds: 2 });
  });

  it('keeps what it stopped in the list when it has ended, but nothing that was stopped during the run', async () => {
    const during = new Date(ended.getTime() - 1000);
    const after = new Date(ended.getTime() + 3000);
    const made = world(
      [
        { id: 'build:1', job: 'one', buildStatus: 'STOPPED', endTime: after },
        { id: 'build:2', job: 'two', buildStatus: 'STOPPED', endTime: during },
      ],
      {
        [run.names.trainingJob]: { TrainingJobStatus: 'Stopped', TrainingEndTime: during },
        [`${run.names.trainingJob}-2`]: { TrainingJobStatus: 'Stopped', TrainingEndTime: after },
      },
    );
    expect(await made.stop()).toEqual({ waitSeconds: null, texts: ['build one', `training ${run.names.trainingJob}-2`] });
    expect([...made.aws.calls('StopBuild'), ...made.aws.calls('StopTrainingJob')]).toEqual([]);
  });

  it.each([
    [5, 2],
    [100, 10],
    [599, 59],
    [601, null],
  ])('looks again after %d s in %s s, and goes on after ten minutes', async (elapsed, waitSeconds) => {
    const made = world([], { [run.names.trainingJob]: { TrainingJobStatus: 'Stopping' } });
    made.clock.ms = Date.parse(startedAt) + elapsed * 1000;
    expect(await made.stop()).toEqual({ waitSeconds, texts: [`training ${run.names.trainingJob}, which still ends`] });
  });

  it('waits out a function that was under way, though nothing is there yet, and looks again', async () => {
    const made = world();
    made.history.task('Prepare', 'prepare', { output: {} }).task('StartTraining', 'start-training').aborted();
    // A Lambda lives 60 s at most, after a cold start; 2 s are over.
    expect(await made.stop()).toEqual({ waitSeconds: 43, texts: [] });
    made.clock.ms += 43_000;
    expect(await made.stop()).toEqual({ waitSeconds: null, texts: [] });
  });

  it.each([
    ['one that answered', new History().task('StartTraining', 'start-training', { output: {} })],
    ['one that failed', new History().task('StartTraining', 'start-training', { error: 'QuotaIsZero' }).failed()],
    ['a state that only waits', new History().task('AwaitTraining', 'check')],
    ['one that starts nothing', new History().task('SmokeTest', 'smoke-test')],
  ])('does not wait for %s', async (_what, { answer }) => {
    const made = world();
    made.aws.on('GetExecutionHistory', answer);
    expect(await made.stop()).toEqual({ waitSeconds: null, texts: [] });
  });

  it.each([
    ['whose connection broke', new History().task('StartTraining', 'start-training', { error: 'Lambda.SdkClientException' }).failed()],
    ['that it does not know', new History().task('StartTraining', 'something')],
  ])('waits for a function %s', async (_what, { answer }) => {
    const made = world();
    made.aws.on('GetExecutionHistory', answer);
    expect(await made.stop()).toMatchObject({ waitSeconds: 43 });
  });

  it('waits out any function where Step Functions does not know the execution', async () => {
    const made = world();
    made.aws.on('DescribeExecution', () => {
      throw awsError('ExecutionDoesNotExist');
    });
    expect(await made.stop()).toMatchObject({ waitSeconds: 44 });
  });
});
