import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ListModelPackagesCommand, ListTrainingJobsCommand } from '@aws-sdk/client-sagemaker';
import { GetExecutionHistoryCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leftoverProcesses } from './support/leftover-processes.ts';
import { type ToyWorld, toyWorld } from './support/toy-world.ts';

/**
 * Whole runs through the synthesized stacks, the real handlers, images, trainings and containers, in one world: the first test makes the
 * champion that every later one must find serving.
 */
let world: ToyWorld;

beforeAll(async () => {
  world = await toyWorld();
}, 60_000);

afterAll(() => world?.close());

const champion = { accuracy: 0.9, greeting: 'hello' };
const training = (hyperparameters: object) => ({ options: { training: { hyperparameters } } });
const serving = (BEHAVIOUR: string) => ({ options: { deployment: { environment: { BEHAVIOUR }, startupTimeoutSeconds: 5 } } });

const unverified = ({ options }: { options: object }) => ({ options: { ...options, verification: { by: 'endpoint' } } });

async function statesOf(executionArn = ''): Promise<string[]> {
  const { events = [] } = await world.sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
  return events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []);
}

describe('a run of the pipeline', () => {
  it('builds, trains, judges, registers, verifies, deploys, and mails', async () => {
    const execution = await world.run({});
    expect(execution).toMatchObject({ status: 'SUCCEEDED' });
    expect(JSON.parse(execution.output ?? '')).toMatchObject({ outcome: 'succeeded', model: 'toy', endpoint: 'toy' });
    expect(await world.invoke()).toEqual(champion);
    expect(await world.mail(/toy.*(live|succeeded)/i)).toContain('accuracy');
    const { ModelPackageSummaryList } = await world.sagemaker.send(
      new ListModelPackagesCommand({ ModelPackageGroupName: 'trainyard-toy' }),
    );
    expect(ModelPackageSummaryList).toMatchObject([{ ModelApprovalStatus: 'Approved' }]);
  });

  it('builds, trains and deploys nothing when nothing changed, and says why', async () => {
    const execution = await world.run({});
    expect(JSON.parse(execution.output ?? '')).toMatchObject({ outcome: 'unchanged' });
    const states = await statesOf(execution.executionArn);
    expect(states.filter((name) => /Await|Verification|Deploy|CreateModel/.test(name))).toEqual([]);
    expect(await world.mail(/unchanged/i)).toMatch(/changed/);
  });

  it('does not train again when only the serving changed, and updates the endpoint', async () => {
    const before = await trainings();
    const execution = await world.run({ options: { deployment: { environment: { GREETING: 'salut' } } } });
    expect(execution).toMatchObject({ status: 'SUCCEEDED' });
    expect(await trainings()).toEqual(before);
    expect(await world.invoke()).toEqual({ accuracy: 0.9, greeting: 'salut' });
    champion.greeting = 'salut';
  });

  it('deploys without a build that tries the release, where the endpoint is asked first, and says so', async () => {
    const options = { verification: { by: 'endpoint' }, deployment: { environment: { GREETING: 'ciao' } } };
    const execution = await world.run({ options });
    expect(execution).toMatchObject({ status: 'SUCCEEDED' });
    expect(await statesOf(execution.executionArn)).not.toContain('AwaitVerification');
    expect(JSON.parse(execution.output ?? '').summary).toContain('No build tried it before the deployment');
    expect(await world.invoke()).toEqual({ accuracy: 0.9, greeting: 'ciao' });
    champion.greeting = 'ciao';
  });

  it('ends as rejected, with the champion still serving, when the gate says no', async () => {
    const execution = await world.run(training({ accuracy: 0.6 }));
    expect(execution).toMatchObject({ status: 'SUCCEEDED' });
    expect(JSON.parse(execution.output ?? '')).toMatchObject({ outcome: 'rejected' });
    expect(await world.mail(/rejected/i)).toContain('0.6');
    expect(await world.invoke()).toEqual(champion);
  });

  const failures: [what: string, input: object, error: string, inMail: string[]][] = [
    [
      'a setting of the wrong type',
      { options: { training: { maxRuntimeSeconds: 'soon' } } },
      'InvalidSettings',
      ['maxRuntimeSeconds', 'soon'],
    ],
    [
      'a setting that does not exist',
      { options: { training: { instanceTyp: 'ml.m5.large' } } },
      'InvalidSettings',
      ['instanceTyp', 'instanceType'],
    ],
    ['a model that does not exist', { model: 'tyo' }, 'InvalidInput', ['tyo', 'toy']],
    [
      'a Dockerfile instruction that process mode refuses',
      { options: { build: { training: { dockerfile: 'apt.Dockerfile', paths: ['apt.Dockerfile'] } } } },
      'BuildFailed',
      ['apt-get', 'apt.Dockerfile'],
    ],
    [
      'a build that fails',
      { options: { build: { training: { dockerfile: 'broken.Dockerfile', paths: ['broken.Dockerfile'] } } } },
      'BuildFailed',
      ['left-pad'],
    ],
    ['a training that exits 1', training({ behaviour: 'exit' }), 'TrainingFailed', ['Cannot read row 17', 'exit code: 1']],
    [
      'a training that writes a failure file',
      training({ behaviour: 'failure-file' }),
      'TrainingFailed',
      ['label "damage" has 0 positives'],
    ],
    ['a metric that is missing', training({ behaviour: 'no-metric' }), 'MetricMissing', ['accuracy']],
    ['a metric that is NaN', training({ behaviour: 'nan' }), 'MetricMissing', ['accuracy']],
    ['a container that dies at start', serving('dies'), 'VerificationFailed', ['model.weights is undefined']],
    ['a container that never answers /ping', serving('no-ping'), 'VerificationFailed', ['/ping']],
    ['a container that answers 500', serving('error'), 'VerificationFailed', ['500', '11 features, expected 12']],
    ['the same, asked by the endpoint first', unverified(serving('error')), 'SmokeTestFailed', ['500', '11 features, expected 12']],
  ];

  it.each(failures)('fails clearly on %s, mails the cause, and leaves the champion serving', async (_what, input, error, inMail) => {
    const mails = world.mails().length;
    const execution = await world.run(input);
    expect(execution.status).toBe('FAILED');
    expect(execution.error).toBe(error);
    const mail = await world.mailAfter(mails, new RegExp(`failed.*${error}`));
    for (const text of inMail) expect(mail).toContain(text);
    expect(await world.invoke()).toEqual(champion);
  });

  it('leaves nothing running when it is stopped during the training, and says who did it', async () => {
    const mails = world.mails().length;
    const executionArn = await world.start(training({ behaviour: 'slow', seconds: 600 }));
    await world.until(
      async () => ((await statesOf(executionArn)).includes('AwaitTraining') && (await trainings('InProgress')).length === 1) || undefined,
    );
    await world.sfn.send(new StopExecutionCommand({ executionArn, error: 'Interrupted', cause: 'Somebody pressed Ctrl+C.' }));
    expect(await world.ended(executionArn)).toMatchObject({ status: 'ABORTED' });
    expect(await world.mailAfter(mails, /stopped/)).toContain('Somebody pressed Ctrl+C');
    await world.until(async () => (await trainings('InProgress')).length === 0 || undefined);
    expect(await world.invoke()).toEqual(champion);
  });

  it.each(['AwaitInferenceImage', 'AwaitVerification', 'AwaitDeployment', 'SmokeTest'])(
    'leaves the champion serving and nothing half done when it is stopped in %s',
    async (state) => {
      const mails = world.mails().length;
      const change = {
        deployment: { environment: { GREETING: `stopped in ${state}` } },
        build: { inference: { arguments: { FOR: state } } },
      };
      const executionArn = await world.start({ options: change });
      // Past what starts jobs in the other branch: else recovery waits a minute for the function that may still start one.
      const entered = state === 'AwaitInferenceImage' ? [state, 'Evaluate'] : [state];
      await world.until(async () => {
        const states = await statesOf(executionArn);
        return entered.every((name) => states.includes(name)) || undefined;
      });
      await world.sfn.send(new StopExecutionCommand({ executionArn, error: 'Interrupted', cause: 'Somebody pressed Ctrl+C.' }));
      expect(await world.ended(executionArn)).toMatchObject({ status: 'ABORTED' });
      expect(await world.mailAfter(mails, /stopped/)).toContain(`was stopped in ${state}`);
      await world.until(async () => JSON.stringify(await world.invoke()) === JSON.stringify(champion) || undefined);
    },
  );

  it('saw no fault in the background: no delivery lost, no permission missing', () => {
    expect(world.faults).toEqual([]);
    expect(world.runtime.permissionsUsed().filter(({ allowed }) => !allowed)).toEqual([]);
  });

  it('leaves no process behind once the world is stopped', async () => {
    await world.runtime.stop();
    expect(leftoverProcesses(world.dataDir)).toEqual([]);
    expect(readdirSync(join(world.dataDir, 'mail')).filter((name) => !name.endsWith('.eml'))).toEqual([]);
  });
});

async function trainings(StatusEquals?: 'InProgress'): Promise<string[]> {
  const { TrainingJobSummaries = [] } = await world.sagemaker.send(new ListTrainingJobsCommand({ MaxResults: 100, StatusEquals }));
  return TrainingJobSummaries.map(({ TrainingJobName = '' }) => TrainingJobName).sort();
}
