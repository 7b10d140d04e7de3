import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, it } from 'vitest';
import { healthPath } from '../../../../local/server/world-file.ts';
import { operation } from '../../../../local/services/operation.ts';
import { makeRole } from '../helpers/functions.ts';
import { signedRequest } from '../helpers/signed-request.ts';
import { clientOptions, testWorld } from '../helpers/world.ts';

describe('the local endpoint', () => {
  it('answers an operation that is not there with UnknownOperationException, never with {}', async () => {
    const runtime = await testWorld();
    const target = (name: string) => ({ 'x-amz-target': name, 'content-type': 'application/x-amz-json-1.1' });
    const answer = await signedRequest(runtime, '/', { service: 'logs', headers: target('Logs_20140328.StartQuery'), body: '{}' });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text)).toEqual({
      __type: 'UnknownOperationException',
      message: 'The local logs service has no operation StartQuery',
    });
    expect(answer.headers['x-amzn-errortype']).toBe('UnknownOperationException');
    expect(answer.headers['x-amzn-requestid']).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-/);
    expect(answer.headers['content-type']).toBe('application/x-amz-json-1.1');
    const other = await signedRequest(runtime, '/', { service: 'dynamodb', headers: target('DynamoDB_20120810.PutItem'), body: '{}' });
    expect(JSON.parse(other.text)).toMatchObject({
      __type: 'UnknownOperationException',
      message: expect.stringContaining('DynamoDB_20120810'),
    });
    const query = await signedRequest(runtime, '/', { service: 'sts', body: 'Action=GetFederationToken&Version=2011-06-15' });
    expect(query.text).toContain('<Code>UnknownOperationException</Code>');
  });

  it('validates inputs with all faults in one message', async () => {
    const headers = { 'x-amz-target': 'Logs_20140328.GetLogEvents' };
    const answer = await signedRequest(await testWorld(), '/', { service: 'logs', headers, body: '{"limit":0}' });
    expect(JSON.parse(answer.text)).toEqual({
      __type: 'ValidationException',
      message:
        "2 validation errors detected: Value null at 'logStreamName' failed to satisfy constraint: Member must not be null; Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
    });
  });

  it.each(['{', '[]', '"x"'])('answers the body %s with SerializationException', async (body) => {
    const headers = { 'x-amz-target': 'Logs_20140328.DescribeLogGroups' };
    const answer = await signedRequest(await testWorld(), '/', { service: 'logs', headers, body });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text).__type).toBe('SerializationException');
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
    expect([response.status, await response.json()]).toEqual([
      404,
      { message: 'No local service answers GET /favicon.ico (S3 is known by the signature, which this request has not)' },
    ]);
  });
});
