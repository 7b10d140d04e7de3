import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { deployAssembly } from '../../local/cloudformation/index.ts';
import { startWorld } from '../../local/runtime.ts';
import { setBuilder } from '../../local/services/codebuild/running.ts';
import { poolOf, setPool } from '../../local/services/lambda/pools.ts';
import { executions } from '../../local/services/states/records.ts';
import { MemoryStore } from '../../local/store.ts';
import { handClock } from '../unit/local/helpers/hand-clock.ts';
import { modelFolder, settingsOf, synthesize } from './synthesize.ts';

it('three thousand uploads are two calls of launch, one run, and a handful of threads', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'trainyard-world-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  // Functions live in the machine's time: for them the uploads are an hour old.
  const { clock, advance } = handClock(new Date(Date.now() - 3600_000).toISOString());
  const runtime = await startWorld({ dataDir, clock, store: new MemoryStore(), onBackgroundError: () => {} });
  onTestFinished(() => runtime.stop());
  const { world } = runtime;
  setBuilder(world, () => ({ end: () => {}, done: Promise.resolve() }));
  const { stacks } = await deployAssembly(
    world,
    synthesize('--models', modelFolder(`${settingsOf('birds')}triggers: {data: true}\n`)).outdir,
  );
  const pool = poolOf(world);
  const called: string[] = [];
  let running = 0;
  let most = 0;
  setPool(world, {
    invoke: async (version, invocation) => {
      called.push(version.name);
      most = Math.max(most, ++running);
      return pool.invoke(version, invocation).finally(() => running--);
    },
    stop: () => pool.stop(),
  });
  const Bucket = stacks[0]?.outputs.DataBucket;
  for (let i = 0; i < 3000; i++) await world.call('s3', 'PutObject', { Bucket, Key: `birds/training/${i}.csv`, Body: Buffer.from('x') });
  expect(called).toEqual([]);

  const QueueUrl = (await world.call<{ QueueUrl: string }>('sqs', 'GetQueueUrl', { QueueName: 'trainyard-uploads' })).QueueUrl;
  const left = async () => {
    const input = { QueueUrl, AttributeNames: ['All'] };
    const { Attributes } = await world.call<{ Attributes: Record<string, string> }>('sqs', 'GetQueueAttributes', input);
    return Number(Attributes.ApproximateNumberOfMessages) + Number(Attributes.ApproximateNumberOfMessagesNotVisible);
  };
  expect(await left()).toBe(3000);
  advance(30_000);
  while ((await left()) > 0) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(called.filter((name) => name === 'trainyard-launch').length).toBeLessThanOrEqual(2);

  const sweep = () => world.call('lambda', 'Invoke', { FunctionName: 'trainyard-sweep' });
  await sweep();
  await sweep();
  const runs = executions(world)
    .values()
    .filter(({ stateMachineArn }) => stateMachineArn.endsWith(':trainyard-pipeline'));
  expect(runs).toHaveLength(1);
  expect(runs[0]?.input).toMatch(/"trigger":"some \d+ uploads to its data"/);
  expect(most).toBeLessThanOrEqual(4);
});
