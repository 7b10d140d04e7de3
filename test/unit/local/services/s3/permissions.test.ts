import {
  CopyObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import type { Runtime } from '../../../../../local/runtime.ts';
import { makeRole } from '../../helpers/functions.ts';
import { clientOptions, testWorld } from '../../helpers/world.ts';

let world: Runtime;
const Bucket = 'things';

beforeEach(async () => {
  world = await testWorld();
  await world.world.call('s3', 'CreateBucket', { Bucket });
  for (const Key of ['in/a', 'in/b', 'out/c']) await world.world.call('s3', 'PutObject', { Bucket, Key, Body: Key });
});

/** A client under a role with one statement. */
async function clientWith(Action: string[], Resource: string | string[]): Promise<S3Client> {
  const role = await makeRole(world.world, 'reader', [{ Effect: 'Allow', Action, Resource }]);
  const client = new S3Client(clientOptions(world, world.world.credentials(role, 'a-function')));
  onTestFinished(() => client.destroy());
  return client;
}

const failed = async (work: Promise<unknown>) =>
  work.then(
    () => expect.fail('the call should have failed'),
    (error) => ({ name: error.name, status: error.$metadata.httpStatusCode, message: error.message }),
  );

it('refuses a role in the words of AWS', async () => {
  const client = await clientWith(['s3:GetObject'], `arn:aws:s3:::${Bucket}/in/*`);
  expect(await failed(client.send(new PutObjectCommand({ Bucket, Key: 'in/x', Body: 'x' })))).toEqual({
    name: 'AccessDenied',
    status: 403,
    message:
      'User: arn:aws:sts::000000000000:assumed-role/reader/a-function is not authorized to perform: s3:PutObject on resource: arn:aws:s3:::things/in/x because no identity-based policy allows the s3:PutObject action',
  });
  expect((await client.send(new GetObjectCommand({ Bucket, Key: 'in/a' }))).ContentLength).toBe(4);
  expect((await failed(client.send(new GetObjectCommand({ Bucket, Key: 'out/c' })))).name).toBe('AccessDenied');
});

it('does not tell a role that a key is missing unless it may list the bucket', async () => {
  const blind = await clientWith(['s3:GetObject'], `arn:aws:s3:::${Bucket}/*`);
  const answer = await failed(blind.send(new GetObjectCommand({ Bucket, Key: 'missing' })));
  expect(answer).toMatchObject({
    name: 'AccessDenied',
    message: expect.stringContaining('s3:ListBucket on resource: arn:aws:s3:::things'),
  });
  expect((await failed(blind.send(new HeadObjectCommand({ Bucket, Key: 'missing' })))).status).toBe(403);
  await world.world.call('iam', 'PutRolePolicy', {
    RoleName: 'reader',
    PolicyName: 'list',
    PolicyDocument: JSON.stringify({ Statement: [{ Effect: 'Allow', Action: 's3:ListBucket', Resource: `arn:aws:s3:::${Bucket}` }] }),
  });
  expect((await failed(blind.send(new GetObjectCommand({ Bucket, Key: 'missing' })))).name).toBe('NoSuchKey');
  expect((await blind.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(3);
});

it('asks for both ends of a copy', async () => {
  const client = await clientWith(['s3:GetObject', 's3:PutObject'], `arn:aws:s3:::${Bucket}/in/*`);
  await client.send(new CopyObjectCommand({ Bucket, Key: 'in/copy', CopySource: `${Bucket}/in/a` }));
  const answer = await failed(client.send(new CopyObjectCommand({ Bucket, Key: 'in/copy', CopySource: `${Bucket}/out/c` })));
  expect(answer.message).toContain('s3:GetObject on resource: arn:aws:s3:::things/out/c');
});

it('deletes what a role may delete, and lists the rest as errors', async () => {
  const client = await clientWith(['s3:DeleteObject'], `arn:aws:s3:::${Bucket}/in/*`);
  const Objects = ['in/a', 'out/c', 'in/b'].map((Key) => ({ Key }));
  const { Deleted, Errors } = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  expect(Deleted?.map(({ Key }) => Key)).toEqual(['in/a', 'in/b']);
  expect(Errors).toMatchObject([{ Key: 'out/c', Code: 'AccessDenied' }]);
});
