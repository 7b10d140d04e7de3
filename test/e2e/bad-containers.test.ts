import { join } from 'node:path';
import { ListEndpointsCommand, ListTrainingJobsCommand } from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { leftoverProcesses } from './support/leftover-processes.ts';
import { type ToyWorld, toyWorld } from './support/toy-world.ts';

/** What a person reads who pushed a bad container: each run ends with a mail that names the cause in words. */
let world: ToyWorld;

beforeAll(async () => {
  world = await toyWorld(undefined, [join(import.meta.dirname, '../fixtures/models/bad')]);
  const { Buckets } = await world.runtime.world.call<{ Buckets: { Name: string }[] }>('s3', 'ListBuckets', {});
  const Bucket = Buckets.find(({ Name }) => Name.includes('data'))?.Name;
  await world.runtime.world.call('s3', 'PutObject', { Bucket, Key: 'bad/training/rows.csv', Body: Buffer.from('x\n1\n') });
}, 60_000);

afterAll(() => world?.close());

const training = (behaviour: string) => ({ training: { hyperparameters: { behaviour } } });
const serving = (environment: Record<string, string>) => ({ deployment: { environment, startupTimeoutSeconds: 5 } });
const image = (dockerfile: string) => ({ build: { inference: { dockerfile, paths: [dockerfile, 'serve.mjs'] } } });

const cases: [what: string, options: object, error: string, inMail: (string | RegExp)[]][] = [
  [
    'an image without "serve"',
    image('no-serve.Dockerfile'),
    'VerificationFailed',
    ['exec: "serve": executable file not found in $PATH', 'Give the Dockerfile an ENTRYPOINT'],
  ],
  [
    'a container that listens on the wrong port',
    serving({ BEHAVIOUR: 'wrong-port' }),
    'VerificationFailed',
    ['/ping did not answer 200 within 5 s', 'nothing listens on its port (SageMaker asks port 8080'],
  ],
  [
    'a container that fails at its second request only',
    serving({ BEHAVIOUR: 'second-fails' }),
    'VerificationFailed',
    [
      'the sample one.json (sent as application/json, accept */*) was answered with status 500, after 1 good answer of the same container: session is closed',
    ],
  ],
  [
    'a training that has /opt/ml written into it',
    training('hard-coded'),
    'TrainingFailed',
    ['The program names /opt/ml, which process mode cannot give it', '--runtime docker'],
  ],
  [
    'a container that has /opt/ml written into it',
    serving({ BEHAVIOUR: 'hard-coded' }),
    'VerificationFailed',
    ['The program names /opt/ml, which process mode cannot give it'],
  ],
  // SageMaker's own answer: verification unpacks the archive as tar does, links and all.
  ['an artifact with a symbolic link', training('linked'), 'ValidationException', ['model.tar.gz contains a link: vocabulary.txt.']],
];

it.each(cases)('%s: the mail names the cause, and nothing is left behind', async (_what, options, error, inMail) => {
  const mails = world.mails().length;
  const execution = await world.run({ model: 'bad', options });
  const mail = await world.mailAfter(mails, /bad.*failed/);
  expect([execution.status, execution.error]).toEqual(['FAILED', error]);
  for (const text of inMail) expect(mail).toMatch(text);
  await world.until(async () => leftoverProcesses(world.dataDir).length === 0 || undefined);
  const { Endpoints } = await world.sagemaker.send(new ListEndpointsCommand({}));
  expect(Endpoints).toEqual([]);
  const { TrainingJobSummaries } = await world.sagemaker.send(new ListTrainingJobsCommand({ StatusEquals: 'InProgress' }));
  expect(TrainingJobSummaries).toEqual([]);
});

it('serves daemons and slow starts alike, and ends them with the world', async () => {
  const execution = await world.run({ model: 'bad', options: serving({ BEHAVIOUR: 'forks', START_MS: '1000' }) });
  expect(execution.status).toBe('SUCCEEDED');
  expect(world.faults).toEqual([]);
  await world.runtime.stop();
  expect(leftoverProcesses(world.dataDir)).toEqual([]);
});
