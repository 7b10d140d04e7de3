import { describe, expect, it } from 'vitest';
import { readData } from '../../../../lambdas/read-data/read-data.ts';
import { startTraining } from '../../../../lambdas/start-training/start-training.ts';
import { awsError, type FakeAws } from '../fake-aws.ts';
import { image, makeRun, makeWorld, trained } from '../fixtures.ts';

const run = makeRun();
const name = run.names.trainingJob;
const capacity = 'CapacityError: Unable to provision requested ML compute capacity. Please retry using a different ML instance type.';

/** SageMaker's training jobs, by name. */
function world(jobs: Record<string, object> = {}) {
  const made = makeWorld();
  for (const channel of ['training', 'evaluation']) made.aws.put('data', `bird-strikes/${channel}/data.csv`, channel);
  made.aws
    .on('DescribeTrainingJob', ({ TrainingJobName }: { TrainingJobName: string }) => {
      if (!jobs[TrainingJobName]) throw awsError('ValidationException', 'Requested resource not found.');
      return jobs[TrainingJobName];
    })
    .on('CreateTrainingJob', (request: { TrainingJobName: string }) => {
      jobs[request.TrainingJobName] = { ...request, TrainingJobStatus: 'InProgress', CreationTime: new Date('2026-11-21T12:00:00Z') };
      return {};
    });
  return made;
}
/** Reads the data and starts the training, as the states do. */
const start = async (made: ReturnType<typeof world>, asked = run) =>
  startTraining({ run: asked, image: image('a'), ...(await readData({ run: asked }, made)) }, made);

/** Runs a training to its end and stores it for reuse, as Evaluate does. */
async function known(made: ReturnType<typeof world>): Promise<string> {
  await start(made);
  const record = made.aws.json<{ training: { key: string; data: Record<string, string> } }>('artifacts', `jobs/training/${name}.json`);
  const { key = '', data = {} } = record?.training ?? {};
  made.aws.put('artifacts', `trainings/${key}.json`, trained({ key, data }));
  made.aws.put('artifacts', trained().artifact.replace('s3://artifacts/', ''), 'model');
  return key;
}
const later = makeRun({ names: { ...run.names, trainingJob: 'bird-strikes-later' } });

describe('start-training', () => {
  it('starts the job with what the settings say, hyperparameters as strings', async () => {
    const made = world();
    const asked = makeRun({
      settings: {
        training: { ...run.settings.training, hyperparameters: { epochs: 30, fast: true }, metrics: [{ name: 'auc', regex: 'auc=(.*)' }] },
      },
    });
    const { job, result } = await start(made, asked);
    expect([job?.kind, job?.name, result]).toEqual(['training', name, null]);
    expect(made.aws.calls('CreateTrainingJob')).toMatchObject([
      {
        TrainingJobName: name,
        RoleArn: run.roles.training,
        AlgorithmSpecification: { TrainingImage: image('a').uri, MetricDefinitions: [{ Name: 'auc', Regex: 'auc=(.*)' }] },
        HyperParameters: { epochs: '30', fast: 'true' },
        InputDataConfig: [
          { ChannelName: 'training', DataSource: { S3DataSource: { S3Uri: 's3://data/bird-strikes/training/' } } },
          { ChannelName: 'evaluation' },
        ],
        OutputDataConfig: { S3OutputPath: 's3://artifacts/training/bird-strikes' },
        StoppingCondition: { MaxRuntimeInSeconds: 3600 },
      },
    ]);
  });

  it('reuses the training of the same image, settings and data', async () => {
    const made = world();
    const key = await known(made);
    const { job, result } = await start(made, later);
    expect(job).toBeNull();
    expect(result).toMatchObject({ key, reused: true, seconds: 0, billableSeconds: 0, reason: expect.stringContaining(name) });
    expect(made.aws.calls('CreateTrainingJob').length).toBe(1);
  });

  it.each<[string, (aws: FakeAws) => void, object]>([
    ['a changed object', (aws) => aws.put('data', 'bird-strikes/training/data.csv', 'changed'), {}],
    ['one object more', (aws) => aws.put('data', 'bird-strikes/evaluation/more.csv', 'more'), {}],
    ['a hyperparameter', () => {}, { hyperparameters: { epochs: 31 } }],
    ['the instance type', () => {}, { instanceType: 'ml.m5.xlarge' }],
    ['an artifact that is gone', (aws) => aws.objects.delete(trained().artifact.replace('s3://', '')), {}],
  ])('trains again for %s', async (_what, change, training) => {
    const made = world();
    await known(made);
    change(made.aws);
    const asked = makeRun({ names: later.names, settings: { training: { ...run.settings.training, ...training } } });
    expect((await start(made, asked)).job?.name).toBe('bird-strikes-later');
  });

  it('does not train again for a longer time limit', async () => {
    const made = world();
    await known(made);
    const asked = makeRun({ names: later.names, settings: { training: { ...run.settings.training, maxRuntimeSeconds: 7200 } } });
    expect((await start(made, asked)).result?.reused).toBe(true);
  });

  it('starts no second job when it is called again, even when its answer and its record were lost', async () => {
    const made = world();
    const first = await start(made);
    expect(await start(made)).toEqual(first);
    made.aws.objects.delete(`artifacts/jobs/training/${name}.json`);
    expect((await start(made)).job?.name).toBe(name);
    expect(made.aws.calls('CreateTrainingJob').length).toBe(1);
  });

  it('adopts the job that another call created in the same moment, and refuses a stranger of its name', async () => {
    for (const [trainingImage, expected] of [
      [image('a').uri, 'adopted'],
      ['other', 'NameConflict'],
    ] as const) {
      const jobs: Record<string, object> = {};
      const made = world(jobs);
      made.aws.on('CreateTrainingJob', () => {
        jobs[name] = { TrainingJobStatus: 'InProgress', AlgorithmSpecification: { TrainingImage: trainingImage } };
        throw awsError(
          'ResourceInUse',
          'Training job names must be unique within an AWS account and region, and a training job with this name already exists',
        );
      });
      const outcome = await start(made).then(
        () => 'adopted',
        (error: Error) => error.name,
      );
      expect(outcome).toBe(expected);
    }
  });

  it('asks for another call while its name is taken by a job that is not shown yet, and adopts or refuses it then', async () => {
    for (const [trainingImage, expected] of [
      [image('a').uri, name],
      ['other', 'NameConflict'],
    ] as const) {
      const jobs: Record<string, object> = {};
      const made = world(jobs);
      made.aws.on('CreateTrainingJob', () => {
        throw awsError('ResourceInUse', 'Training job names must be unique within an AWS account and region.');
      });
      await expect(start(made)).rejects.toMatchObject({ name: 'NotReady', message: expect.stringContaining(name) });
      jobs[name] = { TrainingJobStatus: 'InProgress', AlgorithmSpecification: { TrainingImage: trainingImage } };
      const outcome = await start(made).then(
        ({ job }) => job?.name,
        (error: Error) => error.name,
      );
      expect(outcome).toBe(expected);
      expect(made.aws.calls('CreateTrainingJob').length).toBe(1);
    }
  });

  it('waits ten minutes after an attempt that got no instance, then takes the next name, three times in all', async () => {
    const failed = { TrainingJobStatus: 'Failed', FailureReason: capacity, TrainingEndTime: new Date('2026-11-21T11:59:00Z') };
    const jobs: Record<string, object> = { [name]: failed };
    const made = world(jobs);
    await expect(start(made)).rejects.toMatchObject({ name: 'CapacityUnavailable' });
    made.clock.ms += 10 * 60_000;
    expect((await start(made)).job?.name).toBe(`${name}-2`);
    jobs[`${name}-2`] = failed;
    jobs[`${name}-3`] = failed;
    await expect(start(made)).rejects.toMatchObject({ name: 'TrainingFailed', message: expect.stringContaining('three attempts') });
  });
});
