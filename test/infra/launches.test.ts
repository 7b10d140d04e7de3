import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyState, type ModelState } from '../../lambdas/contract/model-state.ts';
import { deployAssembly } from '../../local/cloudformation/index.ts';
import { type Runtime, startWorld } from '../../local/runtime.ts';
import { receivePush } from '../../local/services/codecommit/receive.ts';
import { until } from '../e2e/support/served-world.ts';
import { modelFolder, settingsOf, synthesize } from './synthesize.ts';

// The bundles with the roles of the template: what is not granted, or does not survive bundling, fails here.
let runtime: Runtime;
let repository: string;
const folder = () => mkdtempSync(join(tmpdir(), 'trainyard-launches-'));
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=Jane', '-c', 'user.email=jane@example.com', ...args], { cwd: repository, encoding: 'utf8' }).trim();

// biome-ignore lint/suspicious/noExplicitAny: answers have the APIs' own shapes.
const call = (service: string, operation: string, input: object) => runtime.world.call<any>(service as 'iam', operation, input);

async function invoke(name: string, event: object) {
  const { Payload, FunctionError } = await call('lambda', 'Invoke', {
    FunctionName: `trainyard-${name}`,
    Payload: Buffer.from(JSON.stringify(event)),
  });
  const answer = JSON.parse(Buffer.from(Payload).toString() || 'null');
  expect([FunctionError, FunctionError && answer]).toEqual([undefined, undefined]);
  return answer;
}

const bucketOf = async (name: string): Promise<string> => {
  const { Configuration } = await call('lambda', 'GetFunction', { FunctionName: 'trainyard-launch' });
  return Configuration.Environment.Variables[name];
};

/** The lock is held by an execution that nobody can find yet: launches wait, and nothing is started. */
async function putState(change: Partial<ModelState> = {}) {
  const running: ModelState['running'] = {
    token: 1,
    phase: 'running',
    since: new Date(runtime.world.clock.now()).toISOString(),
    execution: { name: 'held', arn: 'arn:aws:states:us-east-1:000000000000:execution:trainyard-pipeline:held' },
    launch: null,
    cancel: null,
    recoveries: 0,
  };
  const body = JSON.stringify({ ...emptyState, rev: 'r', seq: 1, running, ...change });
  await call('s3', 'PutObject', { Bucket: await bucketOf('ARTIFACTS_BUCKET'), Key: 'state/birds.json', Body: Buffer.from(body) });
}

async function state(): Promise<ModelState> {
  const { Body } = await call('s3', 'GetObject', { Bucket: await bucketOf('ARTIFACTS_BUCKET'), Key: 'state/birds.json' });
  return JSON.parse((await Body.toArray()).join(''));
}

const message = (body: object, id = 'm') => ({
  Records: [{ Sns: { Message: JSON.stringify(body), MessageId: id, Timestamp: new Date(runtime.world.clock.now()).toISOString() } }],
});

beforeAll(async () => {
  const dataDir = folder();
  runtime = await startWorld({ dataDir });
  const settings = `${settingsOf('birds')}source:\n  type: codecommit\n  paths: [src]\ntriggers:\n  data: true\n`;
  await deployAssembly(runtime.world, synthesize('--models', modelFolder(settings)).outdir);
  repository = join(dataDir, 'codecommit', 'trainyard-birds.git');
  const tree = (files: string) => execFileSync('git', ['mktree'], { cwd: repository, input: files, encoding: 'utf8' }).trim();
  const blob = execFileSync('git', ['hash-object', '-w', '--stdin'], { cwd: repository, input: 'x', encoding: 'utf8' }).trim();
  const src = tree(`100644 blob ${blob}\ta.js\n`);
  const first = git('commit-tree', tree(`040000 tree ${src}\tsrc\n`), '-m', 'First');
  const docs = git('commit-tree', tree(`100644 blob ${blob}\tREADME\n040000 tree ${src}\tsrc\n`), '-p', first, '-m', 'Docs only');
  git('update-ref', 'refs/heads/first', first);
  git('update-ref', 'refs/heads/main', docs);
});
afterAll(() => runtime?.stop());

const codecommit = (commit: string, eventId: string) =>
  message({
    Records: [
      {
        codecommit: { references: [{ commit, ref: 'refs/heads/main' }] },
        eventId,
        eventSource: 'aws:codecommit',
        eventSourceARN: 'arn:aws:codecommit:us-east-1:000000000000:trainyard-birds',
        eventTime: '2026-11-21T12:00:00.000+0000',
      },
    ],
  });

describe('the functions by which runs begin, in the local world', () => {
  it('take up a push to CodeCommit, hold to its path filter, and find one that nobody told of', async () => {
    await putState();
    await invoke('launch', codecommit(git('rev-parse', 'first'), 'e1'));
    const pushed = await state();
    expect(pushed.pending).toMatchObject([{ trigger: 'a push to main by Jane', input: { push: { message: 'First' } } }]);

    await invoke('launch', codecommit(git('rev-parse', 'main'), 'e2'));
    expect((await state()).pending).toEqual(pushed.pending);
    expect((await state()).heads['refs/heads/main']?.commit).toBe(git('rev-parse', 'main'));

    await putState();
    await invoke('sweep', { compare: true });
    expect(await state()).toMatchObject({
      comparedAt: expect.any(String),
      pending: [
        { trigger: 'the hourly comparison: a push to main was not delivered', input: { push: { author: 'Jane', message: 'Docs only' } } },
      ],
    });
  });

  it('hear of a push by EventBridge where its trigger is gone, and of one that both tell of once', async () => {
    await putState();
    const triggers = { repositoryName: 'trainyard-birds', triggers: [] as object[] };
    const { triggers: former } = await call('codecommit', 'GetRepositoryTriggers', triggers);
    const [first, docs] = [git('rev-parse', 'first'), git('rev-parse', 'main')];
    const none = '0'.repeat(40);
    await call('codecommit', 'PutRepositoryTriggers', triggers);
    await receivePush(runtime.world, 'trainyard-birds', { changes: [{ before: none, after: first, ref: 'refs/heads/main' }] });
    const heard = await until(async () => ((await state()).pending.length > 0 ? state() : undefined));
    expect(heard.pending).toMatchObject([{ head: { commit: first, before: none, way: 'event' } }]);

    await call('codecommit', 'PutRepositoryTriggers', { ...triggers, triggers: former });
    await putState();
    await receivePush(runtime.world, 'trainyard-birds', { changes: [{ before: first, after: docs, ref: 'refs/heads/main' }] });
    const both = await until(async () => ((await state()).pushes[0]?.ways.length === 2 ? state() : undefined));
    expect(both.pushes).toMatchObject([{ commit: docs, before: first }]);
    expect([both.pending.length, both.outbox, both.seen.length]).toEqual([1, [], 2]);
  });

  it('note uploads, and launch once they have come to rest', async () => {
    const now = runtime.world.clock.now();
    await putState({ comparedAt: new Date(now).toISOString() });
    const time = new Date(now - 3600_000).toISOString();
    const bucket = { name: await bucketOf('DATA_BUCKET') };
    const object = { key: 'birds/training/x.csv' };
    await invoke('launch', message({ source: 'aws.s3', 'detail-type': 'Object Created', time, detail: { bucket, object } }));
    expect((await state()).uploads).toMatchObject({ last: time, count: 1 });
    await invoke('sweep', {});
    expect(await state()).toMatchObject({ uploads: null, pending: [{ at: time, trigger: 'an upload to its data' }] });
  });

  it('take up wishes and commands', async () => {
    await putState();
    await invoke('launch', message({ trigger: 'a test' }));
    await invoke('launch', message({ model: 'birds', action: 'cancel', by: 'jane' }, 'n'));
    expect(await state()).toMatchObject({ pending: [{ trigger: 'a test' }], running: { cancel: { reason: 'Cancelled by jane.' } } });
  });

  it('publish a signed push of GitHub, once a secret is set', async () => {
    const body = JSON.stringify({ ref: 'refs/heads/main', before: 'a', after: 'b', repository: { full_name: 'acme/none' }, commits: [] });
    const signature = `sha256=${createHmac('sha256', 'key').update(body).digest('hex')}`;
    const request = (event: string) => ({
      requestContext: { http: { method: 'POST' } },
      headers: { 'x-hub-signature-256': signature, 'x-github-event': event },
      body: Buffer.from(body).toString('base64'),
      isBase64Encoded: true,
    });
    await call('ssm', 'PutParameter', { Name: '/trainyard-secrets/webhook', Value: 'key', Type: 'SecureString' });
    expect(await invoke('webhook', request('push'))).toMatchObject({ statusCode: 202, body: 'accepted\n' });
    expect(await invoke('webhook', request('ping'))).toMatchObject({ statusCode: 200 });
    const forged = { ...request('push'), headers: { 'x-github-event': 'push' } };
    expect(await invoke('webhook', forged)).toMatchObject({ statusCode: 401 });
  });
});
