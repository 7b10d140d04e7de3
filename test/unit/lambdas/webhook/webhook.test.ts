import { createHmac } from 'node:crypto';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { launchMessages } from '../../../../lambdas/contract/launch.ts';
import { cachedSecret } from '../../../../lambdas/webhook/secret.ts';
import { type UrlRequest, webhook } from '../../../../lambdas/webhook/webhook.ts';
import { awsError } from '../fake-aws.ts';
import { commit, launchWorld } from '../launching.ts';

const secret = "It's a Secret to Everybody";
const sign = (body: string | Buffer, key = secret) => `sha256=${createHmac('sha256', key).update(body).digest('hex')}`;

function world(parameters: Record<string, string> = { '/trainyard-secrets/webhook': secret }) {
  const made = launchWorld(parameters);
  const dependencies = { ...made, topic: 'arn:launch', secret: cachedSecret(made.ssm, 'trainyard', made.clock) };
  return { ...dependencies, published: () => made.aws.calls<{ Message: string }>('Publish').map(({ Message }) => JSON.parse(Message)) };
}

const commits = (count: number, change: object = {}) =>
  Array.from({ length: count }, (_, i) => ({ added: [`a${i}`], modified: ['m'], removed: [], ...change }));

/** As GitHub's documentation shows it, far from whole. */
const payload = (change: object = {}) => ({
  ref: 'refs/heads/main',
  before: commit('a'),
  after: commit('b'),
  created: false,
  deleted: false,
  forced: false,
  repository: { id: 1, full_name: 'acme/birds', pushed_at: 1795262340, private: true },
  pusher: { name: 'jane', email: 'jane@example.com' },
  head_commit: { message: 'Better\n\nlong', timestamp: '2026-11-21T12:58:00+01:00', author: { name: 'Jane', email: 'jane@example.com' } },
  commits: commits(2),
  ...change,
});

function request(body: string, headers: Record<string, string | undefined> = {}, change: Partial<UrlRequest> = {}): UrlRequest {
  return {
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'push',
      'x-github-delivery': 'delivery-1',
      'x-hub-signature-256': sign(body),
      ...headers,
    },
    body,
    isBase64Encoded: false,
    requestContext: { http: { method: 'POST' } },
    ...change,
  };
}

const push = (change: object = {}, headers = {}) => request(JSON.stringify(payload(change)), headers);

describe('the webhook', () => {
  it('publishes the extracted fields of a push and no others', async () => {
    const made = world();
    expect(await webhook(push(), made)).toMatchObject({ statusCode: 202, body: 'accepted\n' });
    expect(made.published()).toEqual([
      {
        source: 'github',
        delivery: 'delivery-1',
        repository: 'acme/birds',
        ref: 'refs/heads/main',
        before: commit('a'),
        after: commit('b'),
        pushedAt: '2026-11-21T11:59:00.000Z',
        pusher: 'jane',
        author: 'Jane',
        message: 'Better',
        paths: ['a0', 'm', 'a1'],
      },
    ]);
    expect(v.is(launchMessages.githubPush, made.published()[0])).toBe(true);
    expect(made.aws.calls('Publish')).toMatchObject([{ TopicArn: 'arn:launch' }]);
  });

  it('answers the example of GitHub for the signature', async () => {
    // https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries#testing-the-webhook-payload-validation
    const header = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';
    const example = request('Hello, World!', { 'x-hub-signature-256': header, 'x-github-event': 'ping' });
    expect(await webhook(example, world())).toMatchObject({ statusCode: 200 });
  });

  it('checks the signature over the raw bytes, decoded first where they came encoded', async () => {
    const text = JSON.stringify(payload({ pusher: { name: 'Jürgen' } }));
    const encoded = { body: Buffer.from(text).toString('base64'), isBase64Encoded: true };
    const made = world();
    expect(await webhook(request(text, {}, encoded), made)).toMatchObject({ statusCode: 202 });
    expect(made.published()[0].pusher).toBe('Jürgen');
  });

  it('reads a payload sent as a form too', async () => {
    const body = new URLSearchParams({ payload: JSON.stringify(payload()) }).toString();
    const made = world();
    expect(await webhook(request(body, { 'content-type': 'application/x-www-form-urlencoded' }), made)).toMatchObject({ statusCode: 202 });
    expect(made.published()).toHaveLength(1);
  });

  it.each([
    ['none', undefined],
    ['of another secret', sign(JSON.stringify(payload()), 'other')],
    ['of another body', sign('{}')],
    ['cut short', sign(JSON.stringify(payload())).slice(0, -2)],
    ['in hex that is none', `sha256=${'z'.repeat(64)}`],
    ['of the older kind', `sha1=${'0'.repeat(40)}`],
  ])('answers 401 and says nothing about why, and reads nothing of the body, where the signature is %s', async (_what, signature) => {
    const made = world();
    const answers = [
      await webhook(push({}, { 'x-hub-signature-256': signature }), made),
      await webhook(request('not json', { 'x-hub-signature-256': signature }), made),
    ];
    for (const answer of answers) expect(answer).toMatchObject({ statusCode: 401, body: 'unauthorized\n' });
    expect(made.published()).toEqual([]);
  });

  it('answers 503 where no secret is set, and says in the log alone what to do', async () => {
    const made = world({});
    expect(await webhook(push(), made)).toMatchObject({ statusCode: 503, body: 'not ready\n' });
    expect(JSON.stringify(made.lines)).toContain('/trainyard-secrets/webhook');
  });

  it('logs neither body nor secret nor signature', async () => {
    const made = world();
    await webhook(push(), made);
    await webhook(push({}, { 'x-hub-signature-256': sign('x') }), made);
    await webhook(request('{"secret thing"'), made);
    const log = JSON.stringify(made.lines);
    expect(made.lines.length).toBe(3);
    for (const word of [secret, 'sha256=', sign(JSON.stringify(payload())).slice(7), 'example.com', 'Better', 'secret thing'])
      expect(log).not.toContain(word);
  });

  it.each([
    ['a ping', request('{}', { 'x-github-event': 'ping' }), 200],
    ['another event', request('{}', { 'x-github-event': 'issues' }), 202],
    ['no event', request('{}', { 'x-github-event': undefined }), 202],
    ['a deleted branch', push({ deleted: true, after: '0'.repeat(40), head_commit: null }), 202],
    ['a tag', push({ ref: 'refs/tags/v1' }), 202],
    ['JSON that is none', request('{'), 400],
    ['JSON that is no push', request('{"zen":"x"}'), 400],
    ['a form without payload', request('x=1', { 'content-type': 'application/x-www-form-urlencoded' }), 400],
    ['another method', { ...push(), requestContext: { http: { method: 'GET' } } }, 405],
    ['a body over 25 MB', request('x'.repeat(25 * 1024 * 1024 + 1)), 413],
    ['nothing at all', {}, 405],
  ])('publishes nothing of %s and answers %#', async (_what, call, status) => {
    const made = world();
    expect((await webhook(call, made)).statusCode).toBe(status);
    expect(made.published()).toEqual([]);
  });

  it('fails when SNS does: GitHub shows the failed delivery, and the hourly comparison finds the push', async () => {
    const made = world();
    made.aws.on('Publish', () => {
      throw awsError('InternalError');
    });
    await expect(webhook(push(), made)).rejects.toMatchObject({ name: 'InternalError' });
  });
});

describe('what is extracted', () => {
  const extracted = async (change: object) => {
    const made = world();
    await webhook(push(change), made);
    return made.published()[0];
  };

  it.each([
    ['seconds', { repository: { full_name: 'a/b', pushed_at: 1795262340 } }, '2026-11-21T11:59:00.000Z'],
    ['ISO 8601', { repository: { full_name: 'a/b', pushed_at: '2026-11-21T11:59:01Z' } }, '2026-11-21T11:59:01.000Z'],
    ["the head commit's", { repository: { full_name: 'a/b' } }, '2026-11-21T11:58:00.000Z'],
    ['none: now', { repository: { full_name: 'a/b' }, head_commit: null }, '2026-11-21T12:00:00.000Z'],
  ])('takes the time of the push as %s', async (_what, change, expected) => {
    expect((await extracted(change)).pushedAt).toBe(expected);
  });

  it.each([
    ['nineteen commits', { commits: commits(19) }, 20],
    ['twenty commits: there may be more', { commits: commits(20) }, null],
    ['no commits', { commits: [] }, null],
    ['a forced push', { forced: true }, null],
    ['a list of files that may be cut', { commits: commits(1, { added: Array.from({ length: 3000 }, (_, i) => `${i}`) }) }, null],
    ['more than SNS takes', { commits: commits(2, { added: Array.from({ length: 2000 }, (_, i) => `${i}`.padEnd(200, 'x')) }) }, null],
  ])('lists the touched files only where GitHub says all: %s', async (_what, change, count) => {
    expect((await extracted(change)).paths?.length ?? null).toBe(count);
  });

  it('is empty where GitHub gives no names', async () => {
    expect(await extracted({ pusher: null, head_commit: null })).toMatchObject({ pusher: '', author: '', message: '' });
  });
});

describe('the secret', () => {
  it('is read once in five minutes, and soon again while there is none', async () => {
    const parameters: Record<string, string> = {};
    const made = world(parameters);
    const reads = () => made.aws.calls('GetParameter').length;
    expect([await made.secret(), await made.secret(), reads()]).toEqual([undefined, undefined, 1]);
    parameters['/trainyard-secrets/webhook'] = 'one';
    made.clock.ms += 10_000;
    expect([await made.secret(), reads()]).toEqual(['one', 2]);
    parameters['/trainyard-secrets/webhook'] = 'two';
    made.clock.ms += 299_000;
    expect([await made.secret(), reads()]).toEqual(['one', 2]);
    made.clock.ms += 1000;
    expect([await made.secret(), reads()]).toEqual(['two', 3]);
    expect(made.aws.calls('GetParameter')[0]).toEqual({ Name: '/trainyard-secrets/webhook', WithDecryption: true });
  });
});
