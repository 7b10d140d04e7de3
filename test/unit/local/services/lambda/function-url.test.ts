import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import {
  AddPermissionCommand,
  CreateFunctionUrlConfigCommand,
  DeleteFunctionUrlConfigCommand,
  GetFunctionUrlConfigCommand,
  LambdaClient,
  UpdateFunctionUrlConfigCommand,
} from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import type { Runtime } from '../../../../../local/runtime.ts';
import type { Keys } from '../../../../../local/signature/sign.ts';
import { makeFunction, makeRole } from '../../helpers/functions.ts';
import { signedHeaders } from '../../helpers/signed-request.ts';
import { clientOptions, testWorld } from '../../helpers/world.ts';

const echo = 'exports.handler = async (event) => event;';
const both = [
  { StatementId: 'url', Action: 'lambda:InvokeFunctionUrl', FunctionUrlAuthType: 'NONE' },
  { StatementId: 'invoke', Action: 'lambda:InvokeFunction', InvokedViaFunctionUrl: true },
] as const;

/** A function that everybody may call by its URL. */
async function published(
  source: string,
  url: object = {},
  permissions: readonly object[] = both,
): Promise<{ runtime: Runtime; address: string; lambda: LambdaClient }> {
  const runtime = await testWorld();
  await makeFunction(runtime.world, 'hook', source);
  const lambda = new LambdaClient(clientOptions(runtime));
  const { FunctionUrl } = await lambda.send(new CreateFunctionUrlConfigCommand({ FunctionName: 'hook', AuthType: 'NONE', ...url }));
  for (const permission of permissions)
    await lambda.send(new AddPermissionCommand({ FunctionName: 'hook', Principal: '*', ...(permission as (typeof both)[0]) }));
  return { runtime, address: FunctionUrl as string, lambda };
}

describe('a function URL', () => {
  it('is made, read, changed and deleted as the SDK asks', async () => {
    const { runtime, address, lambda } = await published(echo, { Cors: { AllowOrigins: ['*'] } });
    const FunctionName = 'hook';
    expect(address).toBe(`${runtime.endpointUrl}/_trainyard/url/hook/`);
    const created = await lambda.send(new GetFunctionUrlConfigCommand({ FunctionName }));
    expect(created).toMatchObject({
      FunctionUrl: address,
      FunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:hook',
      AuthType: 'NONE',
      Cors: { AllowOrigins: ['*'] },
      InvokeMode: 'BUFFERED',
      CreationTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
    await expect(lambda.send(new CreateFunctionUrlConfigCommand({ FunctionName, AuthType: 'NONE' }))).rejects.toMatchObject({
      name: 'ResourceConflictException',
    });
    await expect(lambda.send(new UpdateFunctionUrlConfigCommand({ FunctionName, InvokeMode: 'RESPONSE_STREAM' }))).rejects.toThrow(
      'expected InvokeMode BUFFERED',
    );
    expect(await lambda.send(new UpdateFunctionUrlConfigCommand({ FunctionName, AuthType: 'AWS_IAM' }))).toMatchObject({
      AuthType: 'AWS_IAM',
      Cors: { AllowOrigins: ['*'] },
    });
    await lambda.send(new DeleteFunctionUrlConfigCommand({ FunctionName }));
    await expect(lambda.send(new GetFunctionUrlConfigCommand({ FunctionName }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'The resource you requested does not exist.',
    });
    expect((await fetch(address)).status).toBe(404);
  });

  it('hands the request over in payload format 2.0', async () => {
    const { runtime, address } = await published(echo);
    const answer = await fetch(`${address}a%20b/c?x=1&y=%C3%BC&x=2`, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', cookie: 'a=1; b=2', 'User-Agent': 'probe', 'X-Many': 'one' },
      body: '{"n": 1}',
    });
    // biome-ignore lint/suspicious/noExplicitAny: an event has AWS's shape.
    const event = (await answer.json()) as any;
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(event).toEqual({
      version: '2.0',
      routeKey: '$default',
      rawPath: '/a%20b/c',
      rawQueryString: 'x=1&y=%C3%BC&x=2',
      cookies: ['a=1', 'b=2'],
      headers: expect.objectContaining({
        'user-agent': 'probe',
        'x-many': 'one',
        host: `127.0.0.1:${runtime.port}`,
        'x-forwarded-for': '127.0.0.1',
      }),
      queryStringParameters: { x: '1,2', y: 'ü' },
      requestContext: {
        accountId: 'anonymous',
        apiId: expect.stringMatching(/^[0-9a-f]{32}$/),
        domainName: `127.0.0.1:${runtime.port}`,
        domainPrefix: expect.any(String),
        http: { method: 'POST', path: '/a%20b/c', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'probe' },
        requestId: answer.headers.get('x-amzn-requestid'),
        routeKey: '$default',
        stage: '$default',
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
        timeEpoch: expect.any(Number),
      },
      body: '{"n": 1}',
      isBase64Encoded: false,
    });
    expect(event.headers.cookie).toBeUndefined();
  });

  it('joins the values of a header that came more than once by commas', async () => {
    const { address } = await published(echo);
    const headers = await new Promise<Record<string, string>>((resolve, reject) => {
      const asked = request(address, { headers: { 'x-many': ['one', 'two'], cookie: ['a=1', 'b=2'] } }, async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk);
        const event = JSON.parse(Buffer.concat(chunks).toString());
        resolve({ many: event.headers['x-many'], cookies: event.cookies.join('|'), body: String(event.body) });
      });
      asked.on('error', reject).end();
    });
    expect(headers).toEqual({ many: 'one,two', cookies: 'a=1|b=2', body: 'undefined' });
  });

  it.each([
    ['text/plain', 'häuser', false],
    ['application/json', '{"a":"ä",  "b":1}\r\n', false],
    ['application/vnd.github+json', '{}', false],
    ['application/x-www-form-urlencoded', 'payload=%7B%7D', true],
    ['application/octet-stream', 'x', true],
    ['application/json', Buffer.from([0x22, 0xff, 0x22]), true],
    [undefined, 'no type', true],
  ])('gives a body of %s byte for byte: a signature over it holds', async (type, body, isBase64Encoded) => {
    const { address } = await published(`
      const { createHmac } = require('node:crypto');
      exports.handler = async (event) => {
        const raw = Buffer.from(event.body, event.isBase64Encoded ? 'base64' : 'utf8');
        return { is64: event.isBase64Encoded, mac: createHmac('sha256', 'secret').update(raw).digest('hex') };
      };`);
    const bytes = Buffer.from(body as string);
    const response = await fetch(address, { method: 'POST', body: new Blob([bytes]), headers: type ? { 'content-type': type } : {} });
    expect(await response.json()).toEqual({ is64: isBase64Encoded, mac: createHmac('sha256', 'secret').update(bytes).digest('hex') });
  });

  it.each([
    ['"Hello, world!"', 200, '"Hello, world!"', 'application/json'],
    ['undefined', 200, 'null', 'application/json'],
    ['[1]', 200, '[1]', 'application/json'],
    ['({ statusCode: 202 })', 202, '', 'application/json'],
    ['({ statusCode: 204 })', 204, '', 'application/json'],
    ['({ statusCode: 201, headers: { "Content-Type": "text/html" }, body: "aMO8", isBase64Encoded: true })', 201, 'hü', 'text/html'],
    ['({ statusCode: 99 })', 502, 'Internal Server Error', 'application/json'],
    ['({ statusCode: 200, body: {} })', 502, 'Internal Server Error', 'application/json'],
    ['({ statusCode: 200, headers: { "a b": "c" } })', 502, 'Internal Server Error', 'application/json'],
    ['(() => { throw new Error("no"); })()', 502, 'Internal Server Error', 'application/json'],
  ])('answers for %s', async (result, status, body, type) => {
    const { address } = await published(`exports.handler = async () => ${result};`);
    const answer = await fetch(address);
    expect([answer.status, await answer.text(), answer.headers.get('content-type')]).toEqual([status, body, type]);
  });

  it('sends every cookie as a header of its own', async () => {
    const { address } = await published('exports.handler = async () => ({ statusCode: 200, cookies: ["a=1; Secure", "b=2"] });');
    expect((await fetch(address)).headers.getSetCookie()).toEqual(['a=1; Secure', 'b=2']);
  });

  it('refuses more than 6 MB with 413, as a body and as the event that the body makes', async () => {
    const { address } = await published('exports.handler = async () => 1;');
    const post = (bytes: number) => fetch(address, { method: 'POST', body: Buffer.alloc(bytes) });
    expect((await post(6 * 1024 * 1024 + 1)).status).toBe(413);
    expect((await post(5 * 1024 * 1024)).status).toBe(413); // base64 makes it longer
    expect((await post(4 * 1024 * 1024)).status).toBe(200);
  });

  it.each([
    ['no permission', []],
    ['the first of the two permissions alone', [both[0]]],
    ['the second alone', [both[1]]],
    ['a permission for signed callers', [{ ...both[0], FunctionUrlAuthType: 'AWS_IAM' }, both[1]]],
  ])('is forbidden to everybody with %s', async (_what, permissions) => {
    const { address } = await published(echo, {}, permissions);
    const answer = await fetch(address);
    expect(answer.status).toBe(403);
    expect(await answer.json()).toEqual({
      Message:
        'Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html',
    });
  });

  it('of AuthType AWS_IAM asks who signed, and what their role may do', async () => {
    const { runtime, address } = await published(echo, { AuthType: 'AWS_IAM' }, []);
    const Resource = 'arn:aws:lambda:us-east-1:000000000000:function:hook';
    const one = {
      Effect: 'Allow',
      Action: 'lambda:InvokeFunctionUrl',
      Resource,
      Condition: { StringEquals: { 'lambda:FunctionUrlAuthType': 'AWS_IAM' } },
    };
    const two = {
      Effect: 'Allow',
      Action: 'lambda:InvokeFunction',
      Resource,
      Condition: { Bool: { 'lambda:InvokedViaFunctionUrl': true } },
    };
    const may = runtime.world.credentials(await makeRole(runtime.world, 'may', [one, two]), 'me');
    const half = runtime.world.credentials(await makeRole(runtime.world, 'half', [one]));
    const root = { accessKeyId: 'test', secretAccessKey: 'test' };
    const as = (keys: Keys, headers = {}) => signedHeaders(address, { method: 'GET', service: 'lambda', keys, headers });
    const ask = (headers: Record<string, string>) => fetch(address, { headers });
    expect((await ask({})).status).toBe(403);
    expect((await ask(as({ accessKeyId: 'AKIASTRANGER', secretAccessKey: 'x' }))).status).toBe(403);
    expect((await ask(as(half))).status).toBe(403);
    const forged = await ask(as({ ...root, secretAccessKey: 'x' }));
    expect([forged.status, await forged.json()]).toEqual([403, { Message: expect.stringContaining('does not match the signature') }]);
    expect((await ask(as(root))).status).toBe(200);
    // A page knows the dummy keys too: it needs to be named by the URL's settings.
    const page = { origin: 'https://evil.example' };
    expect((await ask({ ...as(root), ...page })).status).toBe(403);
    const Cors = { AllowOrigins: [page.origin] };
    await runtime.world.call('lambda', 'UpdateFunctionUrlConfig', { FunctionName: 'hook', Cors });
    expect((await ask({ ...as(root), ...page })).status).toBe(200);
    const { requestContext } = (await (await ask(as(may))).json()) as { requestContext: object };
    expect(requestContext).toMatchObject({
      accountId: '000000000000',
      authorizer: { iam: { accessKey: may.accessKeyId, userArn: 'arn:aws:sts::000000000000:assumed-role/may/me' } },
    });
  });

  it('with Cors answers a preflight by itself and marks answers for the allowed origins', async () => {
    const Cors = {
      AllowOrigins: ['https://a.example'],
      AllowMethods: ['POST'],
      AllowHeaders: ['x-token'],
      MaxAge: 60,
      AllowCredentials: true,
    };
    const { address } = await published('exports.handler = async () => 1;', { Cors });
    const ask = (origin: string, init: object = {}) =>
      fetch(address, { ...init, headers: { origin, 'access-control-request-method': 'POST' } });
    const preflight = await ask('https://a.example', { method: 'OPTIONS' });
    expect(Object.fromEntries(preflight.headers)).toMatchObject({
      'access-control-allow-origin': 'https://a.example',
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'x-token',
      'access-control-max-age': '60',
      'access-control-allow-credentials': 'true',
    });
    expect((await ask('https://a.example')).headers.get('access-control-allow-origin')).toBe('https://a.example');
    expect((await ask('https://b.example')).headers.get('access-control-allow-origin')).toBeNull();
  });

  it('takes FunctionUrlAuthType for no other action, and goes with its function', async () => {
    const { runtime, lambda, address } = await published(echo);
    const wrong = new AddPermissionCommand({
      FunctionName: 'hook',
      StatementId: 'x',
      Principal: '*',
      Action: 'lambda:InvokeFunction',
      FunctionUrlAuthType: 'NONE',
    });
    await expect(lambda.send(wrong)).rejects.toThrow('FunctionUrlAuthType is only supported for lambda:InvokeFunctionUrl action');
    await runtime.world.call('lambda', 'DeleteFunction', { FunctionName: 'hook' });
    expect((await fetch(address)).status).toBe(404);
  });
});
