import { ListModelPackagesCommand, ListModelsCommand, ListTrainingJobsCommand } from '@aws-sdk/client-sagemaker';
import { ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { PublishCommand } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { functions } from '../../lambdas/contract/functions.ts';
import type { World } from '../../local/world.ts';
import { type ToyWorld, toyWorld } from './support/toy-world.ts';

let world: ToyWorld;
const called: Invocation[] = [];

beforeAll(async () => {
  world = await toyWorld();
  callTwice(world.runtime.world);
}, 60_000);

afterAll(() => world?.close());

interface Invocation {
  readonly FunctionName: string;
  readonly InvocationType?: string;
  readonly Payload?: Uint8Array;
}

/** Loses the first answer of every function that the state machine calls, as its retries do: only the second is heard. */
function callTwice(target: World): void {
  const call = target.call.bind(target) as World['call'];
  target.call = async <O>(...[service, operation, input, caller]: Parameters<World['call']>): Promise<O> => {
    if (service !== 'lambda' || operation !== 'Invoke') return call<O>(service, operation, input, caller);
    called.push(input as Invocation);
    if ((input as Invocation).InvocationType === 'RequestResponse') await call(service, operation, input, caller);
    return call<O>(service, operation, input, caller);
  };
}

async function made() {
  const { runtime, sagemaker } = world;
  const builds = async (projectName: string) =>
    (await runtime.world.call<{ ids: string[] }>('codebuild', 'ListBuildsForProject', { projectName })).ids.length;
  return {
    images: await builds('trainyard-build-image'),
    verifications: await builds('trainyard-verify-model'),
    trainings: (await sagemaker.send(new ListTrainingJobsCommand({}))).TrainingJobSummaries?.length,
    packages: (await sagemaker.send(new ListModelPackagesCommand({ ModelPackageGroupName: 'trainyard-toy' }))).ModelPackageSummaryList
      ?.length,
    models: (await sagemaker.send(new ListModelsCommand({}))).Models?.length,
  };
}

const subjects = () => world.mails().map((mail) => /^Subject: \[toy\] ([a-z]+)/m.exec(mail)?.[1]);

it('does nothing twice and fails nowhere when the first answer of every function is lost', async () => {
  const execution = await world.run({});
  expect(execution.cause).toBeUndefined();
  expect(JSON.parse(execution.output ?? '')).toMatchObject({ outcome: 'succeeded' });
  expect(await made()).toEqual({ images: 2, verifications: 1, trainings: 1, packages: 1, models: 1 });
  expect(subjects().filter(Boolean)).toEqual(['run', 'release']);
  expect(await world.invoke()).toEqual({ accuracy: 0.9, greeting: 'hello' });
});

it('mails a rejection once', async () => {
  const execution = await world.run({ options: { training: { hyperparameters: { accuracy: 0.6 } } } });
  expect(JSON.parse(execution.output ?? '')).toMatchObject({ outcome: 'rejected' });
  expect(subjects().filter((subject) => subject === 'rejected')).toHaveLength(1);
});

it('mails a failure once, whatever events come again', async () => {
  await world.run({ options: { training: { hyperparameters: { behaviour: 'exit' } } } });
  await world.mail(/^\[toy\] failed/);
  const mails = subjects();
  expect(mails.filter((subject) => subject === 'failed')).toHaveLength(1);
  expect(await deliveredAgain()).toEqual(new Set(['wake', 'finish']));
  expect(subjects()).toEqual(mails);
});

it('starts a run once, however often its message is delivered', async () => {
  const { sns, sfn } = world;
  const machine = { stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:trainyard-pipeline' };
  const executions = async () => (await sfn.send(new ListExecutionsCommand(machine))).executions ?? [];
  const before = (await executions()).length;
  await sns.send(
    new PublishCommand({ TopicArn: 'arn:aws:sns:us-east-1:000000000000:trainyard-launch', Message: '{"trigger":"a message"}' }),
  );
  await world.until(async () => {
    const [newest, ...older] = await executions();
    return (older.length === before && newest?.status === 'SUCCEEDED') || undefined;
  });
  const mails = subjects();
  expect(await deliveredAgain()).toContain('launch');
  expect(await executions()).toHaveLength(before + 1);
  expect(subjects()).toEqual(mails);
});

it('called every function but those of other doors, and saw no fault in the background', () => {
  const doors = ['webhook', 'sweep'];
  expect(new Set(called.map(functionOf))).toEqual(new Set(Object.keys(functions).filter((name) => !doors.includes(name))));
  expect(world.faults).toEqual([]);
});

/** Hands every event that ever came to its function once more; the names of the functions. */
async function deliveredAgain() {
  const events = called.filter(({ InvocationType }) => InvocationType === 'Event');
  for (const event of events) {
    const again = await world.runtime.world.call<{ FunctionError?: string }>('lambda', 'Invoke', {
      ...event,
      InvocationType: 'RequestResponse',
    });
    expect(again.FunctionError).toBeUndefined();
  }
  return new Set(events.map(functionOf));
}

const functionOf = ({ FunctionName }: Invocation) => /trainyard-([a-z-]+)/.exec(FunctionName)?.[1];
