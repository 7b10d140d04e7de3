import { createHmac } from 'node:crypto';
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  ListObjectsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { clientOptions, testWorld } from '../../helpers/world.ts';

// What boto3's resources and managed copies ask for, and the JavaScript SDK's users seldom do.
let client: S3Client;
const Bucket = 'things';

beforeEach(async () => {
  client = new S3Client(clientOptions(await testWorld()));
  onTestFinished(() => client.destroy());
  await client.send(new CreateBucketCommand({ Bucket }));
});

it('takes a presigned URL of the older kind, from a key that it knows, while it is good', async () => {
  await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'text' }));
  const { protocol, hostname, port } = (await client.config.endpoint?.()) ?? expect.fail('no endpoint');
  const ask = async (key: string, expires: number, more = '') => {
    const text = `GET\n\n\n${expires}\n/${Bucket}/a?response-content-type=text/x`;
    const signature = encodeURIComponent(createHmac('sha1', 'test').update(text).digest('base64'));
    const query = `response-content-type=text%2Fx&AWSAccessKeyId=${key}&Signature=${signature}&Expires=${expires}${more}`;
    const answer = await fetch(`${protocol}//${hostname}:${port}/${Bucket}/a?${query}`);
    return [answer.status, /<Code>(\w+)|$/.exec(await answer.clone().text())?.[1] ?? (await answer.text())];
  };
  expect(await ask('test', 1900000000)).toEqual([200, 'text']);
  expect(await ask('nobody', 1900000000)).toEqual([403, 'InvalidAccessKeyId']);
  expect(await ask('local', 1900000000)).toEqual([403, 'SignatureDoesNotMatch']);
  expect(await ask('test', 1900000000, '&versionId=1')).toEqual([403, 'SignatureDoesNotMatch']);
  expect(await ask('test', 1200000000)).toEqual([403, 'AccessDenied']);
});

it('says that an object has no tags, where there is one', async () => {
  await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'text' }));
  expect(await client.send(new GetObjectTaggingCommand({ Bucket, Key: 'a' }))).toMatchObject({ TagSet: [] });
  await expect(client.send(new GetObjectTaggingCommand({ Bucket, Key: 'b' }))).rejects.toMatchObject({ name: 'NoSuchKey' });
});

describe('a copy in parts', () => {
  const MB = 1024 * 1024;
  async function copy(ranges: readonly (string | undefined)[]): Promise<string> {
    const Key = 'copy';
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    const Parts = [];
    for (const [index, CopySourceRange] of ranges.entries()) {
      const part = { Bucket, Key, UploadId, PartNumber: index + 1, CopySource: `${Bucket}/a%20source`, CopySourceRange };
      const { CopyPartResult } = await client.send(new UploadPartCopyCommand(part));
      Parts.push({ PartNumber: index + 1, ETag: CopyPartResult?.ETag });
    }
    await client.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));
    return (await (await client.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString()) ?? '';
  }

  it('takes ranges of an object, or all of it', async () => {
    const Body = `${'a'.repeat(5 * MB)}${'b'.repeat(MB)}`;
    await client.send(new PutObjectCommand({ Bucket, Key: 'a source', Body }));
    expect((await copy([`bytes=0-${5 * MB - 1}`, `bytes=${5 * MB}-${6 * MB - 1}`])) === Body).toBe(true);
    expect((await copy([undefined])) === Body).toBe(true);
  });

  it.each([
    ['bytes=5-', 'must be of the form bytes=first-last'],
    ['bytes=3-1', 'must be of the form bytes=first-last'],
    ['bytes=0-100', 'Range specified is not valid for source object of size: 5'],
  ])('refuses %s', async (range, text) => {
    await client.send(new PutObjectCommand({ Bucket, Key: 'a source', Body: '12345' }));
    await expect(copy([range])).rejects.toMatchObject({ name: 'InvalidArgument', message: expect.stringContaining(text) });
  });
});

describe('a listing with markers', () => {
  const list = async (more: object) => {
    const { Contents = [], CommonPrefixes = [], NextMarker, IsTruncated } = await client.send(new ListObjectsCommand({ Bucket, ...more }));
    return { keys: [...Contents.map(({ Key }) => Key), ...CommonPrefixes.map(({ Prefix }) => Prefix)], NextMarker, IsTruncated };
  };

  it('goes on after a key, and after a folder as a whole', async () => {
    for (const Key of ['a', 'f/1', 'f/2', 'z ü']) await client.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
    expect(await list({ MaxKeys: 2 })).toEqual({ keys: ['a', 'f/1'], NextMarker: undefined, IsTruncated: true });
    expect(await list({ MaxKeys: 2, Marker: 'f/1' })).toEqual({ keys: ['f/2', 'z ü'], NextMarker: undefined, IsTruncated: false });
    expect(await list({ MaxKeys: 2, Delimiter: '/' })).toEqual({ keys: ['a', 'f/'], NextMarker: 'f/', IsTruncated: true });
    expect(await list({ MaxKeys: 2, Delimiter: '/', Marker: 'f/' })).toEqual({ keys: ['z ü'], NextMarker: undefined, IsTruncated: false });
    expect((await list({ Delimiter: '/', Marker: 'f/1' })).keys).toEqual(['z ü', 'f/']);
  });
});
