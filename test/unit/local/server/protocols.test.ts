import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, it } from 'vitest';
import { healthPath } from '../../../../local/server/world-file.ts';
import { operation } from '../../../../local/services/operation.ts';
import { makeRole } from '../helpers/functions.ts';
import { clientOptions, testWorld } from '../helpers/world.ts';

const signed = (key: string, service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=${key}/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
});

async function post(url: string, headers: Record<string, string>, body = '{}') {
  const response = await fetch(url, { method: 'POST', headers, body });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

describe('the local endpoint', () => {
  it('answers an operation that is not there with UnknownOperationException, never with {}', async () => {
    const { endpointUrl } = await testWorld();
    const answer = await post(endpointUrl, {
      ...signed('local', 'logs'),
      'x-amz-target': 'Logs_20140328.StartQuery',
      'content-type': 'application/x-amz-json-1.1',
    });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text)).toEqual({
      __type: 'UnknownOperationException',
      message: 'The local logs service has no operation StartQuery',
    });
    expect(answer.headers.get('x-amzn-errortype')).toBe('UnknownOperationException');
    expect(answer.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-/);
    expect(answer.headers.get('content-type')).toBe('application/x-amz-json-1.1');
    const other = await post(endpointUrl, { ...signed('local', 'dynamodb'), 'x-amz-target': 'DynamoDB_20120810.PutItem' });
    expect(JSON.parse(other.text)).toMatchObject({
      __type: 'UnknownOperationException',
      message: expect.stringContaining('DynamoDB_20120810'),
    });
    const query = await post(endpointUrl, signed('local', 'sts'), 'Action=GetFederationToken&Version=2011-06-15');
    expect(query.text).toContain('<Code>UnknownOperationException</Code>');
  });

  it('validates inputs with all faults in one message', async () => {
    const { endpointUrl } = await testWorld();
    const answer = await post(endpointUrl, { ...signed('local', 'logs'), 'x-amz-target': 'Logs_20140328.GetLogEvents' }, '{"limit":0}');
    expect(JSON.parse(answer.text)).toEqual({
      __type: 'ValidationException',
      message:
        "2 validation errors detected: Value null at 'logStreamName' failed to satisfy constraint: Member must not be null; Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
    });
  });

  it.each(['{', '[]', '"x"'])('answers the body %s with SerializationException', async (body) => {
    const { endpointUrl } = await testWorld();
    const answer = await post(endpointUrl, { ...signed('local', 'logs'), 'x-amz-target': 'Logs_20140328.DescribeLogGroups' }, body);
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text).__type).toBe('SerializationException');
  });

  it('knows its own keys, the usual dummies, and nobody else, in the words of each protocol', async () => {
    const runtime = await testWorld();
    const list = (accessKeyId: string) =>
      new CloudWatchLogsClient(clientOptions(runtime, { accessKeyId, secretAccessKey: 'x' })).send(new DescribeLogGroupsCommand({}));
    for (const key of ['local', 'test']) await expect(list(key)).resolves.toMatchObject({ logGroups: [] });
    await expect(list('AKIAIOSFODNN7EXAMPLE')).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
      message: 'The security token included in the request is invalid.',
    });
    const sts = await post(runtime.endpointUrl, signed('AKIA', 'sts'), 'Action=GetCallerIdentity&Version=2011-06-15');
    expect([sts.status, sts.text]).toEqual([403, expect.stringContaining('<Code>InvalidClientTokenId</Code>')]);
    const s3 = await fetch(`${runtime.endpointUrl}/bucket/key`, { headers: signed('AKIA', 's3') });
    expect([s3.status, await s3.text()]).toEqual([403, expect.stringContaining('<Code>InvalidAccessKeyId</Code>')]);
    const lambda = await post(`${runtime.endpointUrl}/2015-03-31/functions/f/invocations`, signed('AKIA', 'lambda'));
    expect([lambda.status, lambda.headers.get('x-amzn-errortype')]).toEqual([403, 'UnrecognizedClientException']);
    const unsigned = await post(runtime.endpointUrl, { 'x-amz-target': 'Logs_20140328.DescribeLogGroups' });
    expect(JSON.parse(unsigned.text)).toMatchObject({ __type: 'MissingAuthenticationTokenException' });
  });

  it('lets credentials of a role do what its policies allow', async () => {
    const runtime = await testWorld();
    const role = await makeRole(runtime.world, 'r', [{ Effect: 'Allow', Action: 'logs:DescribeLogGroups', Resource: '*' }]);
    const keys = runtime.world.credentials(role, 's');
    expect(runtime.world.credentials(role, 's')).toEqual(keys);
    await expect(new CloudWatchLogsClient(clientOptions(runtime, keys)).send(new DescribeLogGroupsCommand({}))).resolves.toMatchObject({
      logGroups: [],
    });
  });

  it('answers only under names that mean this machine', async () => {
    const { port } = await testWorld();
    const { request } = await import('node:http');
    const status = (host: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        request({ host: '127.0.0.1', port, path: healthPath, headers: { host } }, (response) => resolve(response.resume().statusCode))
          .on('error', reject)
          .end();
      });
    expect([await status(`127.0.0.1:${port}`), await status('bucket.localhost'), await status('evil.example')]).toEqual([200, 200, 403]);
  });

  it('answers a fault of its own as AWS answers one, tells the owner, and lives on', async () => {
    const told: string[] = [];
    const broken = operation({
      name: 'DescribeLogGroups',
      input: {},
      run: () => {
        throw new TypeError('a bug');
      },
    });
    const runtime = await testWorld({
      services: [{ name: 'logs', operations: [broken] }],
      onBackgroundError: (name, error) => void told.push(`${name}: ${(error as Error).message}`),
    });
    const list = () => new CloudWatchLogsClient(clientOptions(runtime)).send(new DescribeLogGroupsCommand({}));
    await expect(list()).rejects.toMatchObject({ name: 'InternalFailure', message: 'a bug', $metadata: { httpStatusCode: 500 } });
    await expect(list()).rejects.toThrow('a bug');
    expect(told).toEqual(['a call: a bug', 'a call: a bug']);
  });

  it('says so on a path that belongs to nobody', async () => {
    const { endpointUrl } = await testWorld();
    const response = await fetch(`${endpointUrl}/favicon.ico`);
    expect([response.status, await response.json()]).toEqual([404, { message: 'No local service answers GET /favicon.ico' }]);
  });
});
