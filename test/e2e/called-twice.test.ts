import { ListModelPackagesCommand, ListModelsCommand, ListTrainingJobsCommand } from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, expect, it } from 'vitest';
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
  await world.mail(/failed/);
  const mails = subjects();
  expect(mails.filter((subject) => subject === 'failed')).toHaveLength(1);
  const events = called.filter(({ InvocationType }) => InvocationType === 'Event');
  expect(new Set(events.map(functionOf))).toEqual(new Set(['wake', 'finish']));
  for (const event of events) {
    const again = await world.runtime.world.call<{ FunctionError?: string }>('lambda', 'Invoke', {
      ...event,
      InvocationType: 'RequestResponse',
    });
    expect(again.FunctionError).toBeUndefined();
  }
  expect(subjects()).toEqual(mails);
});

it('called every function there is, and saw no fault in the background', () => {
  expect(new Set(called.map(functionOf)).size).toBe(14);
  expect(world.faults).toEqual([]);
});

const functionOf = ({ FunctionName }: Invocation) => /trainyard-([a-z-]+)/.exec(FunctionName)?.[1];
