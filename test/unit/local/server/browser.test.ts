import { beforeEach, describe, expect, it } from 'vitest';
import type { Runtime } from '../../../../local/runtime.ts';
import { makeFunction } from '../helpers/functions.ts';
import { plainRequest, signedHeaders } from '../helpers/signed-request.ts';
import { testWorld } from '../helpers/world.ts';

let runtime: Runtime;
let own: string;
beforeEach(async () => {
  runtime = await testWorld();
  own = runtime.endpointUrl;
});
const stacks = async () => (await runtime.world.call<{ StackSummaries: object[] }>('cloudformation', 'ListStacks', {})).StackSummaries;
const groups = async () => (await runtime.world.call<{ logGroups: object[] }>('logs', 'DescribeLogGroups', {})).logGroups;

/** What browsers add to what a page of another origin sends, by how it sends it. */
const pages: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ['a form or fetch of another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
  ['a page of another port of this machine', { origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' }],
  ['the same port under https', { origin: 'https://127.0.0.1' }],
  ['a file, a sandboxed frame or a page without referrer', { origin: 'null', 'sec-fetch-site': 'cross-site' }],
  [
    'an image, a frame or a link of another site',
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
  ],
  ['an image of a browser that knows no Sec-Fetch-Site', { referer: 'https://evil.example/' }],
  ['a page whose origin begins like ours', { referer: 'http://127.0.0.1:47471/' }],
];

describe.each(pages)('%s', (_what, page) => {
  it('reaches nothing, signed or not, and is told what to do', async () => {
    const create = { 'x-amz-target': 'Logs_20140328.CreateLogGroup' };
    const body = '{"logGroupName":"evil"}';
    const json = signedHeaders(own, { service: 'logs', headers: create, body });
    const paths = [
      '/',
      '/_trainyard/mail',
      '/_trainyard/deploy',
      '/_trainyard/health',
      '/_trainyard/codecommit/x',
      '/v2/',
      '/2015-03-31/functions',
    ];
    for (const path of paths)
      for (const method of ['GET', 'POST', 'OPTIONS', 'PUT'])
        expect([
          path,
          (await plainRequest(own, path, { method, headers: page, body: method === 'GET' ? undefined : '{}' })).status,
        ]).toEqual([path, 403]);
    const { status, text, headers } = await plainRequest(own, '/', { method: 'POST', headers: { ...json, ...page }, body });
    expect([status, text]).toEqual([403, expect.stringContaining(`type ${own}/_trainyard/mail into the address bar`)]);
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    expect(await groups()).toEqual([]);
  });

  it('gets no object by a presigned URL', async () => {
    const path = '/things/a';
    await runtime.world.call('s3', 'CreateBucket', { Bucket: 'things' });
    const headers = signedHeaders(own + path, { service: 's3', method: 'GET' });
    expect((await plainRequest(own, path, { headers })).status).toBe(404);
    expect((await plainRequest(own, path, { headers: { ...headers, ...page } })).status).toBe(403);
  });
});

describe('the page of the issue', () => {
  it('neither deletes a stack by its image nor launches by its form', async () => {
    const credential = 'X-Amz-Credential=test/20260101/us-east-1/cloudformation/aws4_request';
    const image = `/?Action=DeleteStack&StackName=S&Version=2010-05-15&${credential}`;
    for (const headers of [{}, { 'sec-fetch-site': 'cross-site' }] as Record<string, string>[])
      expect((await plainRequest(own, image, { headers })).status).toBeGreaterThanOrEqual(400);
    const form = {
      method: 'POST',
      headers: { origin: 'null', 'content-type': 'application/x-www-form-urlencoded' },
      body: 'Action=ListTopics',
    };
    expect((await plainRequest(own, `/?${credential.replace('cloudformation', 'sns')}`, form)).status).toBe(403);
    expect(await stacks()).toEqual([]);
  });
});

describe('who may ask', () => {
  const mail = '/_trainyard/mail';

  it.each([
    ['a program', {}],
    ['an address typed', { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }],
    ['a link of the page itself', { 'sec-fetch-site': 'same-origin', referer: 'OWN/_trainyard/mail' }],
    ['a link of the page itself in an older browser', { referer: 'OWN/_trainyard/mail' }],
  ])('the mails: %s', async (_what, page) => {
    const headers = Object.fromEntries(Object.entries(page).map(([name, value]) => [name, value.replace('OWN', own)]));
    for (const method of ['GET', 'HEAD']) expect((await plainRequest(own, mail, { method, headers })).status).toBe(200);
  });

  it('pages of this world themselves, under every name of the machine', async () => {
    const host = own.replace('http://127.0.0.1', 'LOCALHOST').toLowerCase();
    const headers = { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' };
    expect((await plainRequest(own, mail, { headers })).status).toBe(200);
    expect((await plainRequest(own, mail, { headers: { ...headers, origin: own } })).status).toBe(403);
  });

  it('no WebSocket of a page, and a handshake of a program is a request like any other', async () => {
    const upgrade = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    };
    expect((await plainRequest(own, '/', { headers: { ...upgrade, origin: 'https://evil.example' } })).status).toBe(403);
    expect((await plainRequest(own, '/', { headers: upgrade })).status).toBe(404);
  });

  it('a function by its URL, as on AWS, whose page has no part in the origin', async () => {
    const { world } = runtime;
    await makeFunction(
      world,
      'hook',
      'exports.handler = async () => ({ statusCode: 200, headers: { "content-type": "text/html" }, body: "<p>" });',
    );
    await world.call('lambda', 'CreateFunctionUrlConfig', { FunctionName: 'hook', AuthType: 'NONE' });
    for (const [StatementId, Action] of [
      ['a', 'lambda:InvokeFunctionUrl'],
      ['b', 'lambda:InvokeFunction'],
    ])
      await world.call('lambda', 'AddPermission', { FunctionName: 'hook', StatementId, Action, Principal: '*' });
    const { status, headers } = await plainRequest(own, '/_trainyard/url/hook/', { headers: { origin: 'https://any.example' } });
    expect([status, headers['content-security-policy']]).toEqual([200, expect.stringMatching(/^sandbox (?!.*allow-same-origin)/)]);
  });
});
