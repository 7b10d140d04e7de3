import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketEncryptionCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutBucketEncryptionCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Runtime } from '../../../../../local/runtime.ts';
import type { ServiceEvent } from '../../../../../local/world.ts';
import { clientOptions, testWorld } from '../../helpers/world.ts';

let here: Runtime;
let client: S3Client;
const Bucket = 'things';

beforeEach(async () => {
  here = await testWorld();
  client = new S3Client(clientOptions(here));
  onTestFinished(() => client.destroy());
  await client.send(new CreateBucketCommand({ Bucket }));
});

const put = (Key: string, Body: string | Uint8Array | Readable = Key) => client.send(new PutObjectCommand({ Bucket, Key, Body }));
const get = async (Key: string, more: object = {}) => {
  const { Body, ...rest } = await client.send(new GetObjectCommand({ Bucket, Key, ...more }));
  return { text: await (Body as NonNullable<typeof Body>).transformToString(), ...rest };
};
const failure = async (work: Promise<unknown>) =>
  work.then(
    () => expect.fail('the call should have failed'),
    (error) => ({ name: error.name, status: error.$metadata?.httpStatusCode, message: error.message }),
  );
/** Bytes that repeat nowhere near, so that a misplaced chunk shows. */
const bytes = (length: number) => {
  const out = Buffer.alloc(length);
  for (let at = 0, value = 7; at < length; at += 4) {
    value = (Math.imul(value, 1_664_525) + 1_013_904_223) >>> 0;
    out.writeUInt32LE(value, Math.min(at, length - 4));
  }
  return out;
};
const md5 = (data: Uint8Array) => createHash('md5').update(data).digest('hex');

describe('objects over HTTP, with the AWS SDK', () => {
  it('gives back body, type and metadata, and the MD5 as ETag', async () => {
    const { ETag } = await client.send(
      new PutObjectCommand({
        Bucket,
        Key: 'a/b c+d.txt',
        Body: 'hello',
        ContentType: 'text/plain',
        Metadata: { Run: 'r-1', word: 'grün' },
      }),
    );
    expect(ETag).toBe(`"${md5(Buffer.from('hello'))}"`);
    const object = await get('a/b c+d.txt');
    expect(object).toMatchObject({
      text: 'hello',
      ContentType: 'text/plain',
      ContentLength: 5,
      ETag,
      Metadata: { run: 'r-1', word: '=?UTF-8?B?Z3LDvG4=?=' },
    });
    expect(object.LastModified).toBeInstanceOf(Date);
  });

  it('stores a stream without its aws-chunked frames', async () => {
    const data = bytes(3 * 1024 * 1024 + 5);
    const body = Readable.from([data.subarray(0, 100), data.subarray(100, 2_000_000), data.subarray(2_000_000)]);
    await client.send(new PutObjectCommand({ Bucket, Key: 'stream', Body: body, ContentLength: data.length }));
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: 'stream' }));
    expect(md5(await (Body as NonNullable<typeof Body>).transformToByteArray())).toBe(md5(data));
  });

  it.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const)(
    'agrees with the SDK on %s, of buffers and of streams',
    async (ChecksumAlgorithm) => {
      const data = bytes(200_003);
      const member = `Checksum${ChecksumAlgorithm}` as const;
      const whole = await client.send(new PutObjectCommand({ Bucket, Key: 'whole', Body: data, ChecksumAlgorithm }));
      const body = Readable.from([data.subarray(0, 70_000), data.subarray(70_000)]);
      const streamed = await client.send(
        new PutObjectCommand({ Bucket, Key: 'streamed', Body: body, ContentLength: data.length, ChecksumAlgorithm }),
      );
      expect(streamed[member]).toMatch(/=$|^[\w+/]+$/);
      expect(streamed[member]).toBe(whole[member]);
      const head = await client.send(new HeadObjectCommand({ Bucket, Key: 'whole', ChecksumMode: 'ENABLED' }));
      expect(head[member]).toBe(whole[member]);
      // The SDK compares the body with the checksum header as it reads.
      await expect(get('whole')).resolves.toMatchObject({ [member]: whole[member] });
    },
  );

  it('refuses a body that is not the one the checksum was made over, and stores nothing', async () => {
    const answer = await failure(client.send(new PutObjectCommand({ Bucket, Key: 'wrong', Body: 'abc', ChecksumCRC32: 'AAAAAA==' })));
    expect(answer).toEqual({ name: 'BadDigest', status: 400, message: 'The CRC32 you specified did not match the calculated checksum.' });
    expect(readdirSync(join(here.world.dataDir, 's3', Bucket, 'data'))).toEqual([]);
  });

  it.each([
    ['bytes=2-4', 'cde', 'bytes 2-4/10'],
    ['bytes=7-', 'hij', 'bytes 7-9/10'],
    ['bytes=-2', 'ij', 'bytes 8-9/10'],
    ['bytes=5-99', 'fghij', 'bytes 5-9/10'],
  ])('answers the range %s', async (Range, text, ContentRange) => {
    await put('alphabet', 'abcdefghij');
    expect(await get('alphabet', { Range })).toMatchObject({
      text,
      ContentRange,
      ContentLength: text.length,
      $metadata: { httpStatusCode: 206 },
    });
  });

  it('refuses a range behind the end', async () => {
    await put('alphabet', 'abcdefghij');
    expect(await failure(get('alphabet', { Range: 'bytes=10-' }))).toEqual({
      name: 'InvalidRange',
      status: 416,
      message: 'The requested range is not satisfiable',
    });
  });

  it('says what is missing as S3 says it', async () => {
    expect(await failure(get('nothing'))).toEqual({ name: 'NoSuchKey', status: 404, message: 'The specified key does not exist.' });
    expect(await failure(client.send(new GetObjectCommand({ Bucket: 'no-such', Key: 'k' })))).toEqual({
      name: 'NoSuchBucket',
      status: 404,
      message: 'The specified bucket does not exist',
    });
    expect((await failure(client.send(new HeadObjectCommand({ Bucket, Key: 'nothing' })))).name).toBe('NotFound');
    expect((await failure(client.send(new HeadBucketCommand({ Bucket: 'no-such' })))).name).toBe('NotFound');
  });

  it('keeps keys apart that a file system would fold', async () => {
    const keys = ['a', 'a/b', 'a//b', 'a/../b', './c', 'x'.repeat(1000), 'é/%2F/&<>"\'', '/lead', 'trail/'];
    for (const key of keys) await put(key, `body of ${key}`);
    for (const key of keys) expect((await get(key)).text).toBe(`body of ${key}`);
    const { Contents } = await client.send(new ListObjectsV2Command({ Bucket }));
    expect(Contents?.map(({ Key }) => Key).sort()).toEqual([...keys].sort());
  });

  it('copies with metadata, replaces metadata, and deletes', async () => {
    await client.send(new PutObjectCommand({ Bucket, Key: 'from here', Body: 'data', Metadata: { a: '1' } }));
    const CopySource = `${Bucket}/${encodeURIComponent('from here')}`;
    await client.send(new CopyObjectCommand({ Bucket, Key: 'to', CopySource }));
    expect(await get('to')).toMatchObject({ text: 'data', Metadata: { a: '1' } });
    await client.send(new CopyObjectCommand({ Bucket, Key: 'to', CopySource, MetadataDirective: 'REPLACE', Metadata: { b: '2' } }));
    expect(await get('to')).toMatchObject({ text: 'data', Metadata: { b: '2' } });
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'to' }));
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'to' }));
    expect((await failure(get('to'))).name).toBe('NoSuchKey');
    const { Deleted } = await client.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'from here' }, { Key: 'gone' }] } }),
    );
    expect(Deleted?.map(({ Key }) => Key)).toEqual(['from here', 'gone']);
    await client.send(new DeleteBucketCommand({ Bucket }));
  });
});

describe('listing', () => {
  it('pages through keys in byte order', async () => {
    const keys = Array.from({ length: 23 }, (_, at) => `k/${String(at).padStart(3, '0')}`);
    for (const key of [...keys].reverse()) await put(key);
    const seen: (string | undefined)[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await client.send(new ListObjectsV2Command({ Bucket, Prefix: 'k/', MaxKeys: 10, ContinuationToken }));
      seen.push(...(page.Contents ?? []).map(({ Key }) => Key));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
    expect(seen).toEqual(keys);
  });

  it('folds at the delimiter, over page borders too, and starts after a key', async () => {
    for (const key of ['a/1', 'a/2', 'b', 'c/1', 'c/x/2', 'd']) await put(key);
    const names: (string | undefined)[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await client.send(new ListObjectsV2Command({ Bucket, Delimiter: '/', MaxKeys: 1, ContinuationToken }));
      names.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix), ...(page.Contents ?? []).map(({ Key }) => Key));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
    expect(names).toEqual(['a/', 'b', 'c/', 'd']);
    const inside = await client.send(new ListObjectsV2Command({ Bucket, Prefix: 'c/', Delimiter: '/' }));
    expect([inside.Contents?.[0]?.Key, inside.CommonPrefixes?.[0]?.Prefix]).toEqual(['c/1', 'c/x/']);
    const after = await client.send(new ListObjectsV2Command({ Bucket, StartAfter: 'b' }));
    expect(after.Contents?.map(({ Key }) => Key)).toEqual(['c/1', 'c/x/2', 'd']);
  });

  it('lists buckets, and refuses to delete a full one', async () => {
    await put('k');
    const { Buckets } = await client.send(new ListBucketsCommand({}));
    expect(Buckets?.map(({ Name }) => Name)).toContain(Bucket);
    expect(await failure(client.send(new DeleteBucketCommand({ Bucket })))).toEqual({
      name: 'BucketNotEmpty',
      status: 409,
      message: 'The bucket you tried to delete is not empty.',
    });
  });
});

describe('compare-and-swap', () => {
  const swap = (more: object, Body = 'x') => client.send(new PutObjectCommand({ Bucket, Key: 'state', Body, ...more }));
  const lost = { name: 'PreconditionFailed', status: 412, message: 'At least one of the pre-conditions you specified did not hold' };

  it('creates once with If-None-Match', async () => {
    await swap({ IfNoneMatch: '*' });
    expect(await failure(swap({ IfNoneMatch: '*' }))).toEqual(lost);
  });

  it('replaces only the revision that was read', async () => {
    const first = await swap({}, 'one');
    const second = await swap({ IfMatch: first.ETag }, 'two');
    expect(await failure(swap({ IfMatch: first.ETag }, 'three'))).toEqual(lost);
    expect(await get('state')).toMatchObject({ text: 'two', ETag: second.ETag });
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'state' }));
    expect((await failure(swap({ IfMatch: second.ETag }))).name).toBe('NoSuchKey');
  });

  it('lets exactly one of many racing writers win', async () => {
    const { ETag } = await swap({}, 'start');
    const results = await Promise.allSettled(Array.from({ length: 12 }, (_, at) => swap({ IfMatch: ETag }, `writer ${at}`)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('answers conditional reads', async () => {
    const { ETag } = await swap({}, 'one');
    expect((await get('state', { IfMatch: ETag })).text).toBe('one');
    expect((await failure(get('state', { IfMatch: '"other"' }))).status).toBe(412);
    expect((await failure(get('state', { IfNoneMatch: ETag }))).status).toBe(304);
  });
});

describe('multipart uploads', () => {
  const Key = 'big';
  const part = 5 * 1024 * 1024;

  it('joins the parts, in CRC32 and in full-object CRC64NVME', async () => {
    const data = bytes(2 * part + 1234);
    for (const ChecksumAlgorithm of ['CRC32', 'CRC64NVME'] as const) {
      const { UploadId } = await client.send(
        new CreateMultipartUploadCommand({ Bucket, Key, ChecksumAlgorithm, ContentType: 'application/x-tar' }),
      );
      const Parts = [];
      for (let at = 0; at * part < data.length; at++) {
        const Body = data.subarray(at * part, (at + 1) * part);
        const sent = await client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: at + 1, Body, ChecksumAlgorithm }));
        Parts.push({ PartNumber: at + 1, ETag: sent.ETag });
      }
      const listed = await client.send(new ListPartsCommand({ Bucket, Key, UploadId }));
      expect(listed.Parts?.map(({ Size }) => Size)).toEqual([part, part, 1234]);
      const done = await client.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));
      expect(done.ETag).toMatch(/^"[0-9a-f]{32}-3"$/);
      const { Body, ContentType } = await client.send(new GetObjectCommand({ Bucket, Key }));
      expect(ContentType).toBe('application/x-tar');
      expect(md5(await (Body as NonNullable<typeof Body>).transformToByteArray())).toBe(md5(data));
    }
  });

  it('refuses small parts, wrong parts, unknown and aborted uploads', async () => {
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    const complete = (Parts: object[]) =>
      failure(client.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } })));
    const sent = [];
    for (const PartNumber of [1, 2]) {
      const { ETag } = await client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body: `part ${PartNumber}` }));
      sent.push({ PartNumber, ETag });
    }
    expect((await complete(sent)).name).toBe('EntityTooSmall');
    expect((await complete([...sent].reverse())).name).toBe('InvalidPartOrder');
    expect((await complete([{ PartNumber: 7, ETag: 'x' }])).name).toBe('InvalidPart');
    await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
    expect((await complete(sent)).name).toBe('NoSuchUpload');
    expect((await failure(client.send(new ListPartsCommand({ Bucket, Key, UploadId: '../../..' })))).name).toBe('NoSuchUpload');
  });
});

describe('bucket settings', () => {
  it('keeps old versions once versioning is on', async () => {
    await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
    expect((await client.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe('Enabled');
    const first = await put('k', 'one');
    const second = await put('k', 'two');
    expect(first.VersionId).not.toBe(second.VersionId);
    expect((await get('k', { VersionId: first.VersionId })).text).toBe('one');
    const gone = await client.send(new DeleteObjectCommand({ Bucket, Key: 'k' }));
    expect(gone.DeleteMarker).toBe(true);
    expect((await failure(get('k'))).name).toBe('NoSuchKey');
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'k', VersionId: gone.VersionId }));
    expect((await get('k')).text).toBe('two');
  });

  it('gives an encryption configuration back', async () => {
    const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' as const } }];
    await client.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }));
    expect((await client.send(new GetBucketEncryptionCommand({ Bucket }))).ServerSideEncryptionConfiguration).toEqual({ Rules });
  });

  it('tells EventBridge of new objects only where that is on', async () => {
    await put('before');
    await client.send(
      new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: { EventBridgeConfiguration: {} } }),
    );
    const events: ServiceEvent[] = [];
    Object.assign(here.world, { emit: (event: ServiceEvent) => void events.push(event) });
    const { ETag } = await put('folder/after', 'text');
    expect(events).toMatchObject([
      {
        source: 'aws.s3',
        detailType: 'Object Created',
        resources: [`arn:aws:s3:::${Bucket}`],
        detail: {
          version: '0',
          bucket: { name: Bucket },
          object: { key: 'folder/after', size: 4, etag: ETag?.replaceAll('"', '') },
          reason: 'PutObject',
        },
      },
    ]);
  });
});
