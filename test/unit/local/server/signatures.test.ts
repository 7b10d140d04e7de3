import { createHash } from 'node:crypto';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Runtime } from '../../../../local/runtime.ts';
import type { Keys } from '../../../../local/signature/sign.ts';
import { makeRole } from '../helpers/functions.ts';
import { handClock } from '../helpers/hand-clock.ts';
import { type HandMade, plainRequest, type Reply, signedHeaders, signedRequest } from '../helpers/signed-request.ts';
import { clientOptions, testWorld } from '../helpers/world.ts';

let runtime: Runtime;
let hand: ReturnType<typeof handClock>;
beforeEach(async () => {
  hand = handClock('2026-12-09T10:00:00Z');
  runtime = await testWorld({ clock: hand.clock });
  await runtime.world.call('s3', 'CreateBucket', { Bucket: 'things' });
  await runtime.world.call('s3', 'PutObject', { Bucket: 'things', Key: 'a', Body: 'text' });
});

/** One request in each protocol. */
const protocols: Readonly<Record<string, HandMade & { readonly path: string }>> = {
  json: { path: '/', service: 'logs', headers: { 'x-amz-target': 'Logs_20140328.DescribeLogGroups' }, body: '{}' },
  query: { path: '/', service: 'sts', body: 'Action=GetCallerIdentity&Version=2011-06-15' },
  rest: { path: '/2015-03-31/functions', service: 'lambda', method: 'GET' },
  s3: { path: '/things/a', service: 's3', method: 'GET' },
};
const code = ({ status, headers, text }: Reply) => {
  const name = headers['x-amzn-errortype'] ?? /<Code>(\w+)/.exec(text)?.[1] ?? '';
  return status < 300 ? `${status}` : `${status} ${name}`;
};
const all = async (ask: (made: HandMade & { readonly path: string }) => Promise<Reply>) =>
  Object.fromEntries(await Promise.all(Object.entries(protocols).map(async ([name, made]) => [name, code(await ask(made))])));
const minutes = (count: number) => Date.now() + count * 60_000;

describe('a request', () => {
  it('is taken from who has the secret of a key', async () => {
    for (const keys of [undefined, { accessKeyId: 'local', secretAccessKey: 'local' }])
      expect(await all((made) => signedRequest(runtime, made.path, { ...made, keys }))).toEqual({
        json: '200',
        query: '200',
        rest: '200',
        s3: '200',
      });
  });

  it('of another secret does not match, in the words of each protocol', async () => {
    const keys = { accessKeyId: 'test', secretAccessKey: 'guess' };
    expect(await all((made) => signedRequest(runtime, made.path, { ...made, keys }))).toEqual({
      json: '400 InvalidSignatureException',
      query: '403 SignatureDoesNotMatch',
      rest: '403 InvalidSignatureException',
      s3: '403 SignatureDoesNotMatch',
    });
    const list = new CloudWatchLogsClient(clientOptions(runtime, keys)).send(new DescribeLogGroupsCommand({}));
    await expect(list).rejects.toMatchObject({
      name: 'InvalidSignatureException',
      message:
        'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    });
  });

  it('of an unknown key, of none, and of another algorithm is refused', async () => {
    const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x' };
    expect(await all((made) => signedRequest(runtime, made.path, { ...made, keys }))).toEqual({
      json: '400 UnrecognizedClientException',
      query: '403 InvalidClientTokenId',
      rest: '403 UnrecognizedClientException',
      s3: '403 InvalidAccessKeyId',
    });
    const plain = await all(({ path, method = 'POST', headers, body }) =>
      plainRequest(runtime.endpointUrl, path, { method, headers, body }),
    );
    expect(plain).toEqual({
      json: '403 MissingAuthenticationTokenException',
      query: '403 MissingAuthenticationToken',
      rest: '403 MissingAuthenticationTokenException',
      s3: '404 ', // unsigned, it could be anybody's path
    });
    const older = await all((made) => {
      const headers = signedHeaders(runtime.endpointUrl + made.path, made);
      const authorization = (headers.authorization ?? '').replace('AWS4-HMAC-SHA256', 'AWS4-ECDSA-P256-SHA256');
      return plainRequest(runtime.endpointUrl, made.path, {
        method: made.method ?? 'POST',
        headers: { ...headers, authorization },
        body: made.body,
      });
    });
    expect(older).toEqual({
      json: '400 IncompleteSignatureException',
      query: '400 IncompleteSignature',
      rest: '400 IncompleteSignatureException',
      s3: '400 InvalidRequest',
    });
  });

  it('is good for 15 minutes around the time it says', async () => {
    for (const now of [minutes(-14), minutes(14)])
      expect(await all((made) => signedRequest(runtime, made.path, { ...made, now }))).toMatchObject({ json: '200', s3: '200' });
    for (const now of [minutes(-16), minutes(16)])
      expect(await all((made) => signedRequest(runtime, made.path, { ...made, now }))).toEqual({
        json: '400 InvalidSignatureException',
        query: '403 SignatureDoesNotMatch',
        rest: '403 InvalidSignatureException',
        s3: '403 RequestTimeTooSkewed',
      });
    const { text } = await signedRequest(runtime, '/', { ...protocols.json, service: 'logs', now: Date.UTC(2020, 0) });
    expect(JSON.parse(text).message).toMatch(
      /^Signature expired: 20200101T000000Z is now earlier than \d{8}T\d{6}Z \(\d{8}T\d{6}Z - 15 min\.\)$/,
    );
  });

  it('is the one that was signed: no other body, path, query, method or header', async () => {
    const made = { ...protocols.json, service: 'logs', method: 'POST' };
    const headers = signedHeaders(`${runtime.endpointUrl}/`, made);
    const send = async (more: object, path = '/') =>
      code(await plainRequest(runtime.endpointUrl, path, { method: 'POST', headers, body: '{}', ...more }));
    expect(await send({})).toBe('200');
    const refused = '400 InvalidSignatureException';
    expect(await send({ body: '{ }' })).toBe(refused);
    expect(await send({}, '/x')).toBe(refused);
    expect(await send({}, '/?a')).toBe(refused);
    expect(await send({ headers: { ...headers, 'x-amz-target': 'Logs_20140328.DeleteLogGroup' } })).toBe(refused);
    expect(await send({ headers: { ...headers, 'x-amz-security-token': 'one more' } })).toBe(refused);
    expect(await send({ headers: { ...headers, host: 'localhost' } })).toBe(refused);
    const { status } = await plainRequest(runtime.endpointUrl, '/', { method: 'PUT', headers, body: '{}' });
    expect(status).toBe(405);
  });

  it('for one service is none for another', async () => {
    const { headers } = protocols.json as HandMade;
    const wrong = await signedRequest(runtime, '/', { service: 'sagemaker', headers, body: '{}' });
    expect(JSON.parse(wrong.text)).toEqual({
      __type: 'InvalidSignatureException',
      message: "Credential should be scoped to correct service: 'logs'. ",
    });
  });

  it('of a role carries its token, and ends with its session', async () => {
    const role = await makeRole(runtime.world, 'r', [{ Effect: 'Allow', Action: '*', Resource: '*' }]);
    const sts = new STSClient(clientOptions(runtime));
    const assume = async () => {
      const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: role, RoleSessionName: 'me', DurationSeconds: 900 }));
      return {
        accessKeyId: Credentials?.AccessKeyId,
        secretAccessKey: Credentials?.SecretAccessKey,
        sessionToken: Credentials?.SessionToken,
      } as Keys;
    };
    const keys = await assume();
    expect((await assume()).accessKeyId).not.toBe(keys.accessKeyId);
    const ask = (more: Partial<Keys>) => all((made) => signedRequest(runtime, made.path, { ...made, keys: { ...keys, ...more } }));
    expect(await ask({})).toEqual({ json: '200', query: '200', rest: '200', s3: '200' });
    expect(await ask({ sessionToken: undefined })).toMatchObject({ json: '400 UnrecognizedClientException', s3: '403 InvalidAccessKeyId' });
    expect(await ask({ sessionToken: 'mine' })).toMatchObject({ query: '403 InvalidClientTokenId', s3: '400 InvalidToken' });
    hand.advance(900_000);
    expect(await ask({})).toEqual({
      json: '400 ExpiredTokenException',
      query: '403 ExpiredToken',
      rest: '403 ExpiredTokenException',
      s3: '400 ExpiredToken',
    });
  });
});

it('of S3’s older kind in a header is told to be of the newer', async () => {
  const { status, text } = await plainRequest(runtime.endpointUrl, '/things/a', { headers: { authorization: 'AWS test:c2ln' } });
  expect([status, text]).toEqual([400, expect.stringContaining('Please use AWS4-HMAC-SHA256.')]);
});

describe('a link', () => {
  const byGet = (query: string) => signedRequest(runtime, `/?${query}&Version=2011-06-15`, { service: 'sts', method: 'GET' });

  it('of the Query protocol may read and never change anything', async () => {
    expect(code(await byGet('Action=GetCallerIdentity'))).toBe('200');
    const refused = await byGet(`Action=AssumeRole&RoleSessionName=me&RoleArn=${encodeURIComponent('arn:aws:iam::000000000000:role/r')}`);
    expect([refused.status, refused.text]).toEqual([405, expect.stringContaining('Expected POST for this operation, got GET')]);
  });

  it('of no method that another header names, and of no target', async () => {
    const headers = { 'x-http-method-override': 'POST', 'x-amz-target': 'Logs_20140328.CreateLogGroup' };
    const { status } = await signedRequest(runtime, '/', { service: 'logs', method: 'GET', headers });
    expect(status).toBe(405);
  });
});

it('hashes a body once for all services: what the header announces is what came', async () => {
  const headers = {
    'x-amz-target': 'Logs_20140328.DescribeLogGroups',
    'x-amz-content-sha256': createHash('sha256').update('{"limit":1}').digest('hex'),
  };
  expect(code(await signedRequest(runtime, '/', { service: 'logs', headers, body: '{}' }))).toBe('400 InvalidSignatureException');
  expect(code(await signedRequest(runtime, '/', { service: 'logs', headers, body: '{"limit":1}' }))).toBe('200');
});
