import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Runtime } from '../../../../../local/runtime.ts';
import type { World } from '../../../../../local/world.ts';
import { signedRequest } from '../../helpers/signed-request.ts';
import { temporaryFolder, testWorld } from '../../helpers/world.ts';

let here: Runtime;
let world: World;
const Bucket = 'things';

beforeEach(async () => {
  here = await testWorld();
  world = here.world;
  await world.call('s3', 'CreateBucket', { Bucket });
});

const put = (Key: string, Body: unknown) => world.call<{ ETag: string }>('s3', 'PutObject', { Bucket, Key, Body });
const get = async (Key: string) => text((await world.call<{ Body: Readable }>('s3', 'GetObject', { Bucket, Key })).Body);
const files = (folder: string) => readdirSync(join(world.dataDir, 's3', Bucket, folder));

describe('objects in process', () => {
  it('takes strings, bytes and streams, and gives back a Readable', async () => {
    await put('string', 'grün');
    await put('bytes', new TextEncoder().encode('grün'));
    await put('stream', Readable.from(['gr', 'ün']));
    await put('nothing', undefined);
    expect([await get('string'), await get('bytes'), await get('stream'), await get('nothing')]).toEqual(['grün', 'grün', 'grün', '']);
  });

  it('leaves no file of a body that broke off', async () => {
    const broken = Readable.from(
      (async function* () {
        yield 'half';
        throw new Error('the network went away');
      })(),
    );
    await expect(put('broken', broken)).rejects.toThrow('the network went away');
    expect([files('data'), files('index')]).toEqual([[], []]);
  });

  it('lets a reader finish the object that a writer replaced meanwhile', async () => {
    const old = 'old'.repeat(100_000);
    await put('k', old);
    const { Body } = await world.call<{ Body: Readable }>('s3', 'GetObject', { Bucket, Key: 'k' });
    await put('k', 'new');
    expect(await text(Body)).toBe(old);
    expect(await get('k')).toBe('new');
    expect(files('data')).toHaveLength(1);
  });

  it('tells a lost race before it has read the body', async () => {
    await put('state', 'one');
    const body = new Readable({ read: () => expect.fail('the body was read') });
    const late = world.call('s3', 'PutObject', { Bucket, Key: 'state', Body: body, IfNoneMatch: '*' });
    await expect(late).rejects.toMatchObject({ name: 'PreconditionFailed', status: 412 });
  });

  it('knows its limits', async () => {
    await expect(put('k'.repeat(1025), '')).rejects.toMatchObject({ name: 'KeyTooLongError' });
    const Metadata = { big: 'x'.repeat(2048) };
    await expect(world.call('s3', 'PutObject', { Bucket, Key: 'k', Metadata })).rejects.toMatchObject({ name: 'MetadataTooLarge' });
    await expect(world.call('s3', 'CreateBucket', { Bucket: '../x' })).rejects.toMatchObject({ name: 'InvalidBucketName' });
    await expect(world.call('s3', 'PutBucketPolicy', { Bucket, Policy: '{' })).rejects.toMatchObject({ name: 'MalformedPolicy' });
  });
});

describe('after a restart', () => {
  it('still has every object, with its attributes', async () => {
    const dataDir = temporaryFolder();
    const before = await testWorld({ dataDir });
    await before.world.call('s3', 'CreateBucket', { Bucket });
    await before.world.call('s3', 'PutObject', { Bucket, Key: 'a/b', Body: 'kept', Metadata: { run: '1' } });
    const upload = await before.world.call<{ UploadId: string }>('s3', 'CreateMultipartUpload', { Bucket, Key: 'big' });
    const part = await before.world.call<{ ETag: string }>('s3', 'UploadPart', {
      Bucket,
      Key: 'big',
      ...upload,
      PartNumber: 1,
      Body: 'part',
    });
    await before.stop();
    const after = await testWorld({ dataDir });
    const object = await after.world.call<{ Body: Readable }>('s3', 'GetObject', { Bucket, Key: 'a/b' });
    expect(object).toMatchObject({ ContentLength: 4, Metadata: { run: '1' } });
    expect(await text(object.Body)).toBe('kept');
    const MultipartUpload = { Parts: [{ PartNumber: 1, ...part }] };
    await after.world.call('s3', 'CompleteMultipartUpload', { Bucket, Key: 'big', ...upload, MultipartUpload });
  });

  it('has whole objects only, when the process was killed while it wrote', async () => {
    const dataDir = temporaryFolder();
    const child = spawn(process.execPath, ['--import', 'tsx', new URL('killed-writer.ts', import.meta.url).pathname, dataDir]);
    await new Promise<void>((resolve, reject) => {
      child.stderr.on('data', (chunk) => reject(new Error(String(chunk))));
      child.stdout.on('data', (chunk) => String(chunk).includes('writing') && resolve());
    });
    child.kill('SIGKILL');
    await new Promise((resolve) => void child.once('exit', resolve));
    const leftovers = readdirSync(join(dataDir, 's3', Bucket, 'data')).length;
    const after = await testWorld({ dataDir });
    const { Body, ETag } = await after.world.call<{ Body: Readable; ETag: string }>('s3', 'GetObject', { Bucket, Key: 'k' });
    expect(await text(Body)).toMatch(/^(\d)\1{99999}$/);
    expect(ETag).toMatch(/^"[0-9a-f]{32}"$/);
    expect(readdirSync(join(dataDir, 's3', Bucket, 'data')).length).toBe(1);
    expect(leftovers).toBeGreaterThan(1);
  });
});

describe('the wire, where SDKs differ', () => {
  const send = async (method: string, path: string, headers: Record<string, string>, body?: string) => {
    const { status, text } = await signedRequest(here, path, { method, service: 's3', headers, body });
    return { status, body: text };
  };
  const chunked = { 'content-encoding': 'aws-chunked', 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' };

  it('reads chunks with extensions, cut anywhere', async () => {
    const body = '3;chunk-signature=aa\r\nabc\r\n5;chunk-signature=bb\r\ndefgh\r\n0;chunk-signature=cc\r\n\r\n';
    expect((await send('PUT', `/${Bucket}/k`, { ...chunked, 'x-amz-decoded-content-length': '8' }, body)).status).toBe(200);
    expect(await get('k')).toBe('abcdefgh');
  });

  it('refuses chunks that are not what was announced', async () => {
    const short = await send('PUT', `/${Bucket}/k`, { ...chunked, 'x-amz-decoded-content-length': '9' }, '3\r\nabc\r\n0\r\n\r\n');
    const torn = await send('PUT', `/${Bucket}/k`, chunked, '3\r\nabc\r\n');
    const noise = await send('PUT', `/${Bucket}/k`, chunked, 'hello');
    expect([short.status, torn.status, noise.status]).toEqual([400, 400, 400]);
    expect(short.body).toContain('<Code>IncompleteBody</Code>');
    expect(files('data')).toEqual([]);
  });

  it('refuses a wrong checksum in a trailer', async () => {
    const headers = { ...chunked, 'x-amz-trailer': 'x-amz-checksum-crc32' };
    const answer = await send('PUT', `/${Bucket}/k`, headers, '3\r\nabc\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n');
    expect(answer).toMatchObject({ status: 400, body: expect.stringContaining('<Code>BadDigest</Code>') });
    const right = await send('PUT', `/${Bucket}/k`, headers, '3\r\nabc\r\n0\r\nx-amz-checksum-crc32:NSRBwg==\r\n\r\n');
    expect(right.status).toBe(200);
  });

  it('answers a client whose large body it will not read, and lives on', async () => {
    const chunk = `${(1024 * 1024).toString(16)}\r\n${'x'.repeat(1024 * 1024)}\r\n`;
    const answers = [];
    for (const ending of ['0\r\n\r\n', 'nonsense\r\n']) answers.push(await send('PUT', '/no-such/k', chunked, chunk.repeat(8) + ending));
    expect(answers.map(({ body }) => /<Code>(\w+)/.exec(body)?.[1])).toEqual(['NoSuchBucket', 'NoSuchBucket']);
    await put('alive', 'yes');
  });

  it('finds the bucket in the host name', async () => {
    expect((await send('PUT', '/some/key?x-id=PutObject', { host: `${Bucket}.localhost:1234` }, 'by host')).status).toBe(200);
    expect(await get('some/key')).toBe('by host');
  });

  it('answers an error as XML, and what it does not have as NotImplemented', async () => {
    const { status, body } = await send('GET', `/${Bucket}/a%26b`, {});
    expect(status).toBe(404);
    expect(body).toMatch(
      /^<\?xml .*\?>\n<Error><Code>NoSuchKey<\/Code><Message>The specified key does not exist\.<\/Message><Key>a&amp;b<\/Key>/,
    );
    expect((await send('GET', `/${Bucket}?acl`, {})).status).toBe(501);
    expect((await send('POST', `/${Bucket}?delete`, {}, '<Delete><Object>')).body).toContain('<Code>MalformedXML</Code>');
  });
});

it('lists every version and delete marker, newest first, page by page: what emptying a bucket goes by', async () => {
  await world.call('s3', 'PutBucketVersioning', { Bucket, VersioningConfiguration: { Status: 'Enabled' } });
  await put('a', '1');
  await put('a', '22');
  await put('b', '3');
  await world.call('s3', 'DeleteObject', { Bucket, Key: 'b' });
  const seen: unknown[] = [];
  let page: Record<string, unknown> = {};
  do {
    const { NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page;
    page = await world.call('s3', 'ListObjectVersions', { Bucket, MaxKeys: 1, KeyMarker, VersionIdMarker });
    const { Versions = [], DeleteMarkers = [] } = page as Record<string, Record<string, unknown>[]>;
    seen.push(...Versions.map(({ Key, Size, IsLatest }) => [Key, Size, IsLatest]), ...DeleteMarkers.map(({ Key }) => [Key, 'marker']));
  } while (page.IsTruncated);
  expect(seen).toEqual([
    ['a', 2, true],
    ['a', 1, false],
    ['b', 'marker'],
    ['b', 1, false],
  ]);
});
