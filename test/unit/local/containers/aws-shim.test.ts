import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Keys } from '../../../../local/signature/sign.ts';
import { makeRole } from '../helpers/functions.ts';
import { temporaryFolder, testWorld } from '../helpers/world.ts';
import { shim } from './shim-helpers.ts';

async function awsWorld() {
  const { world, endpointUrl } = await testWorld();
  await world.call('s3', 'CreateBucket', { Bucket: 'bucket' });
  const keys = ({ accessKeyId, secretAccessKey, sessionToken }: Keys) => ({
    AWS_ENDPOINT_URL: endpointUrl,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken && { AWS_SESSION_TOKEN: sessionToken }),
    AWS_REGION: 'us-east-1',
  });
  const root = { accessKeyId: 'local', secretAccessKey: 'local' };
  return { world, keys, aws: shim('aws', temporaryFolder(), keys(root)), folder: temporaryFolder() };
}

describe('the stand-in for aws', () => {
  it('copies a file to S3 and back, with any name, and through a pipe', async () => {
    const { aws, folder, world } = await awsWorld();
    const file = join(folder, 'ä (1)+&.txt');
    writeFileSync(file, 'content'.repeat(100_000));
    expect(await aws(['s3', 'cp', file, 's3://bucket/a/'])).toMatchObject({ status: 0, stdout: expect.stringContaining('upload: ') });
    expect(await aws(['s3', 'cp', 's3://bucket/a/ä (1)+&.txt', join(folder, 'deep/back'), '--only-show-errors'])).toEqual({
      status: 0,
      stdout: '',
      stderr: '',
    });
    expect(readFileSync(join(folder, 'deep/back'), 'utf8')).toBe(readFileSync(file, 'utf8'));
    await aws(['s3', 'cp', '-', 's3://bucket/piped', '--content-type', 'text/plain'], { input: 'from stdin' });
    expect((await aws(['s3', 'cp', 's3://bucket/piped', '-'])).stdout).toBe('from stdin');
    await aws(['s3', 'cp', 's3://bucket/piped', 's3://bucket/copied/']);
    expect(await world.call('s3', 'HeadObject', { Bucket: 'bucket', Key: 'copied/piped' })).toMatchObject({ ContentType: 'text/plain' });
    expect(
      (await aws(['s3api', 'head-object', '--bucket', 'bucket', '--key', 'piped', '--query', 'ContentLength', '--output', 'text'])).stdout,
    ).toBe('10\n');
  });

  it('copies folders', async () => {
    const { aws, folder, world } = await awsWorld();
    mkdirSync(join(folder, 'up/sub'), { recursive: true });
    writeFileSync(join(folder, 'up/1.json'), '1');
    writeFileSync(join(folder, 'up/sub/2 ü.json'), '2');
    expect((await aws(['s3', 'cp', join(folder, 'up'), 's3://bucket/samples/k', '--recursive', '--quiet'])).status).toBe(0);
    // 1,200 objects: more than a page.
    for (let i = 0; i < 1200; i++) await world.call('s3', 'PutObject', { Bucket: 'bucket', Key: `many/${i}`, Body: new Uint8Array() });
    await aws(['s3', 'cp', 's3://bucket/samples/k/', join(folder, 'down'), '--recursive']);
    expect(readdirSync(join(folder, 'down'), { recursive: true }).sort()).toEqual(['1.json', 'sub', 'sub/2 ü.json']);
    await aws(['s3', 'cp', 's3://bucket/many', join(folder, 'many'), '--recursive', '--only-show-errors']);
    expect(readdirSync(join(folder, 'many'))).toHaveLength(1200);
  });

  it('says what is not there or not allowed in the CLI’s words', async () => {
    const { aws, world, keys } = await awsWorld();
    expect(await aws(['s3', 'cp', 's3://bucket/none', '-'])).toMatchObject({
      status: 1,
      stderr: 'fatal error: An error occurred (404) when calling the HeadObject operation: Key "none" does not exist\n',
    });
    expect((await aws(['s3', 'cp', '/no/such/file', 's3://bucket/x'])).stderr).toBe(
      'fatal error: The user-provided path /no/such/file does not exist.\n',
    );
    expect((await aws(['s3api', 'head-object', '--bucket', 'bucket', '--key', 'none'])).stderr).toContain('(404)');
    const role = await makeRole(world, 'nothing');
    const refused = await shim('aws', temporaryFolder(), keys(world.credentials(role)))(['s3', 'cp', 's3://bucket/none', '-']);
    expect(refused.stderr).toBe('fatal error: An error occurred (403) when calling the HeadObject operation: Forbidden\n');
  });

  it.each([
    [['s3', 'sync', 'a', 'b'], 'aws s3 sync: this is Trainyard’s local stand-in'],
    [['sagemaker', 'list-models'], 'It knows s3 cp, s3api head-object, ecr get-login-password'],
    [['s3', 'cp', 'a', 's3://b/c', '--acl', 'public-read'], 'the flag --acl is unknown'],
    [['s3', 'cp', 'a', 'b'], 'one of the two paths must be an s3:// URI'],
    [['ecr', 'describe-images'], 'the following arguments are required: --repository-name'],
  ])('refuses %j', async (args, text) => {
    const aws = shim('aws', temporaryFolder(), {
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
      AWS_ACCESS_KEY_ID: 'a',
      AWS_SECRET_ACCESS_KEY: 'b',
    });
    const { status, stderr } = await aws(args as string[]);
    expect([status > 0, stderr]).toEqual([true, expect.stringContaining(text.replace('’', "'"))]);
  });

  it('speaks to nobody but a local world', async () => {
    const aws = shim('aws', temporaryFolder(), {
      AWS_ENDPOINT_URL: 'https://s3.amazonaws.com',
      AWS_ACCESS_KEY_ID: 'a',
      AWS_SECRET_ACCESS_KEY: 'b',
    });
    expect(await aws(['s3', 'cp', 's3://a/b', '-'])).toMatchObject({ status: 253, stderr: expect.stringContaining('local world only') });
  });
});
