import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Runtime } from '../../../../local/runtime.ts';
import { makeFunction } from '../helpers/functions.ts';
import { type HandMade, signedHeaders, signedRequest } from '../helpers/signed-request.ts';
import { testWorld } from '../helpers/world.ts';

/** A world with something behind each door; a fault of its own that nobody asked for fails the test (testWorld). */
async function furnished(): Promise<Runtime> {
  const runtime = await testWorld();
  const { world } = runtime;
  await world.call('s3', 'CreateBucket', { Bucket: 'things' });
  await world.call('ecr', 'CreateRepository', { repositoryName: 'images' });
  await world.call('sns', 'CreateTopic', { Name: 'topic' });
  await makeFunction(world, 'hook', 'exports.handler = async () => 1;');
  await world.call('lambda', 'CreateFunctionUrlConfig', { FunctionName: 'hook', AuthType: 'NONE' });
  for (const [StatementId, Action] of [
    ['a', 'lambda:InvokeFunctionUrl'],
    ['b', 'lambda:InvokeFunction'],
  ])
    await world.call('lambda', 'AddPermission', { FunctionName: 'hook', StatementId, Action, Principal: '*' });
  return runtime;
}

/** Sends bytes as they are and answers the status of the first answer; 0: cut off without one. */
function raw({ port }: Runtime, text: string): Promise<number> {
  return new Promise((resolve) => {
    let said = '';
    const socket = connect(port, '127.0.0.1', () => socket.end(text, 'latin1'));
    socket.on('data', (part) => (said += part.toString('latin1')));
    socket.on('error', () => {});
    socket.on('close', () => resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(said)?.[1] ?? 0)));
  });
}

const doors = [
  '/',
  '/things/',
  '/_trainyard/',
  '/_trainyard/mail/',
  '/_trainyard/deploy',
  '/_trainyard/codecommit/',
  '/_trainyard/url/hook/',
  '/v2/images/',
  '/2015-03-31/functions/',
  '/endpoints/x/',
];
const services = ['s3', 'logs', 'sts', 'lambda', 'sagemaker', 'trainyard'];
const line = (method: string, target: string, headers: Record<string, string> = {}) =>
  `${method} ${target} HTTP/1.1\r\n${Object.entries({ host: '127.0.0.1', connection: 'close', ...headers })
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}\r\n`;

it.each(['%', '%zz', '%f', 'a%', '%FF', '%C3', '%c0%ae', 'ü', '#x', '?%', '?a=%E0%A4%A'])(
  'answers 400 for a target that ends in %s, at every door',
  async (ending) => {
    const runtime = await furnished();
    for (const door of doors)
      for (const method of ['GET', 'POST', 'PUT', 'DELETE'])
        expect([door, await raw(runtime, line(method, door + ending))]).toEqual([door, 400]);
    for (const service of services) {
      const made: HandMade = { service, method: 'GET' };
      const headers = signedHeaders(runtime.endpointUrl, made) as Record<string, string>;
      expect([service, await raw(runtime, line('GET', `/things/${ending}`, headers))]).toEqual([service, 400]);
    }
  },
);

it.each([
  '//',
  '//evil.example:99999/',
  '/\\',
  'http://127.0.0.1/',
  'http://[',
  '*',
  '?',
  '/..',
  '/%00',
  '/things/%00',
  '/v2/images/blobs/uploads/%2e%2e',
  `/${'a'.repeat(8000)}`,
])('answers the target %s with words for the client', async (target) => {
  const runtime = await furnished();
  for (const method of ['GET', 'POST', 'OPTIONS']) {
    const status = await raw(runtime, line(method, target));
    expect([status >= 400 && status < 500, status]).toEqual([true, status]);
  }
});

it.each<[string, HandMade & { path?: string }, number, string]>([
  ['no JSON in a REST call', { service: 'lambda', path: '/2015-03-31/functions/hook/policy', body: '{' }, 400, 'SerializationException'],
  ['a list in a REST call', { service: 'lambda', path: '/2015-03-31/functions/hook/policy', body: '[]' }, 400, 'SerializationException'],
  [
    'what is no gzip',
    {
      service: 'monitoring',
      headers: { 'x-amz-target': 'GraniteServiceVersion20100801.ListMetrics', 'content-encoding': 'gzip' },
      body: 'x',
    },
    400,
    'SerializationException',
  ],
  [
    'a member of two kinds',
    { service: 'sns', body: 'Action=Publish&Message=a&Message.b=c&TopicArn.x=1&TopicArn=y' },
    400,
    'ValidationException|InvalidParameter|ValidationError',
  ],
  [
    'no number where one is due',
    { service: 'sts', body: 'Action=AssumeRole&RoleArn=arn:aws:iam::000000000000:role/r&RoleSessionName=me&DurationSeconds=x' },
    400,
    'ValidationException|ValidationError',
  ],
  ['no JSON at a door of our own', { service: 'trainyard', path: '/_trainyard/deploy', body: '{' }, 403, ''],
  ['an unknown action', { service: 'sns', body: 'Action=__proto__' }, 400, 'UnknownOperation|InvalidAction'],
  ['no action', { service: 'sns', body: '=' }, 400, 'UnknownOperation|InvalidAction|MissingAction'],
  [
    'an unknown target',
    { service: 'logs', headers: { 'x-amz-target': 'constructor.toString' }, body: '{}' },
    400,
    'UnknownOperationException',
  ],
  [
    'an odd hash',
    { service: 's3', method: 'PUT', path: '/things/a', headers: { 'x-amz-content-sha256': 'x' }, body: '1' },
    400,
    'InvalidArgument',
  ],
  [
    'an odd length',
    {
      service: 's3',
      method: 'PUT',
      path: '/things/a',
      headers: { 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', 'x-amz-decoded-content-length': 'x' },
      body: '0\r\n\r\n',
    },
    400,
    'IncompleteBody',
  ],
])('answers %s', async (_what, { path = '/', ...made }, status, name) => {
  const { status: got, headers, text } = await signedRequest(await furnished(), path, made);
  expect([got, `${headers['x-amzn-errortype'] ?? ''} ${text}`]).toEqual([status, expect.stringMatching(name)]);
});

it('reads no more of a compressed body than of a plain one', async () => {
  const body = gzipSync(Buffer.alloc(64 * 1024 * 1024)).toString('latin1');
  const headers = { 'x-amz-target': 'GraniteServiceVersion20100801.ListMetrics', 'content-encoding': 'gzip' };
  const { status } = await signedRequest(await furnished(), '/', { service: 'monitoring', headers, body });
  expect(status).toBe(400);
});

it('answers whatever comes over the line as the client’s fault, and lives on', async () => {
  const runtime = await furnished();
  const part = fc.oneof(
    fc.constantFrom(
      '%',
      '%2',
      '%00',
      '%2F',
      '..',
      '//',
      '\\',
      '?',
      '&',
      '=',
      '+',
      ';',
      ':',
      '@',
      '[',
      '<',
      '"',
      ' ',
      '\t',
      '\0',
      'ÿ',
      'Action=Publish',
      'X-Amz-Credential=test/d/r/s3/aws4_request',
      'X-Amz-Algorithm=AWS4-HMAC-SHA256',
      'AWSAccessKeyId=test',
      'Signature=x',
      'uploads',
      'uploadId=..',
      'versionId=x',
      'list-type=2',
      'manifests/x',
      'blobs/uploads/',
      'invocations',
    ),
    fc.string({ maxLength: 6 }),
  );
  const name = fc.constantFrom(
    'authorization',
    'x-amz-target',
    'x-amz-date',
    'date',
    'x-amz-content-sha256',
    'content-type',
    'content-encoding',
    'content-length',
    'range',
    'x-amz-copy-source',
    'x-amz-decoded-content-length',
    'origin',
    'referer',
    'cookie',
    'upgrade',
    'expect',
    'x-amz-security-token',
    'transfer-encoding',
    'if-modified-since',
  );
  const value = fc.oneof(
    fc.constantFrom(
      'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0',
      'AWS4-HMAC-SHA256 Credential=////aws4_request',
      'AWS4-HMAC-SHA256',
      'AWS test:x',
      'Basic ====',
      'Basic QVdTOg==',
      'Logs_20140328.GetLogEvents',
      '.',
      'bytes=9-1',
      '-1',
      '1e9',
      '99999999T999999Z',
      'gzip',
      'aws-chunked',
      'chunked',
      'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
    ),
    fc.string({ maxLength: 12 }),
  );
  const request = fc.record({
    method: fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PURGE', 'get'),
    door: fc.constantFrom(...doors),
    parts: fc.array(part, { maxLength: 4 }),
    headers: fc.dictionary(name, value, { maxKeys: 3 }),
    body: fc.string({ maxLength: 20 }),
  });
  await fc.assert(
    fc.asyncProperty(request, async ({ method, door, parts, headers, body }) => {
      const status = await raw(runtime, line(method, door + parts.join(''), headers) + body);
      expect([status, status < 500]).toEqual([status, true]);
    }),
    { numRuns: 300 },
  );
  expect((await fetch(`${runtime.endpointUrl}/_trainyard/health`)).status).toBe(200);
});
