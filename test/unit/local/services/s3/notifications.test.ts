import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketNotificationConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import type { ServiceEvent } from '../../../../../local/world.ts';
import { clientOptions, testWorld } from '../../helpers/world.ts';

const Bucket = 'uploads';

/** A bucket that tells EventBridge; `events` grows with what it tells. */
async function telling(versioned = false) {
  const runtime = await testWorld();
  const s3 = new S3Client({ ...clientOptions(runtime), forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket }));
  if (versioned) await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  await s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: { EventBridgeConfiguration: {} } }));
  const events: ServiceEvent[] = [];
  Object.assign(runtime.world, { emit: (event: ServiceEvent) => void events.push(event) });
  return { s3, events };
}

const details = (events: ServiceEvent[]) => events.map(({ detailType, detail }) => [detailType, detail.reason, detail.object]);

describe('a bucket that notifies EventBridge', () => {
  it('tells of every way in which an object comes, in AWS shape', async () => {
    const { s3, events } = await telling();
    const put = await s3.send(new PutObjectCommand({ Bucket, Key: 'a b/ü', Body: 'text' }));
    await s3.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: encodeURI(`${Bucket}/a b/ü`) }));
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'parts' }));
    const part = { Bucket, Key: 'parts', UploadId, PartNumber: 1 };
    const { ETag } = await s3.send(new UploadPartCommand({ ...part, Body: 'whole' }));
    const whole = await s3.send(
      new CompleteMultipartUploadCommand({ Bucket, Key: 'parts', UploadId, MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] } }),
    );
    const etag = put.ETag?.replaceAll('"', '');
    const sequencer = expect.stringMatching(/^[0-9A-F]{16}$/);
    expect(events[0]).toEqual({
      source: 'aws.s3',
      detailType: 'Object Created',
      resources: [`arn:aws:s3:::${Bucket}`],
      detail: {
        version: '0',
        bucket: { name: Bucket },
        object: { key: 'a b/ü', size: 4, etag, sequencer },
        'request-id': expect.any(String),
        requester: '000000000000',
        'source-ip-address': '127.0.0.1',
        reason: 'PutObject',
      },
    });
    expect(details(events.slice(1))).toEqual([
      ['Object Created', 'CopyObject', { key: 'copy', size: 4, etag, sequencer }],
      ['Object Created', 'CompleteMultipartUpload', { key: 'parts', size: 5, etag: whole.ETag?.replaceAll('"', ''), sequencer }],
    ]);
    const order = events.map(({ detail }) => (detail.object as { sequencer: string }).sequencer);
    expect(order).toEqual([...new Set(order)].sort());
  });

  it('tells of what is deleted, and of nothing where nothing was', async () => {
    const { s3, events } = await telling();
    for (const Key of ['a', 'b']) await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
    events.length = 0;
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
    await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'b' }, { Key: 'absent' }] } }));
    expect(events.map(({ detail }) => detail['deletion-type'])).toEqual(['Permanently Deleted', 'Permanently Deleted']);
    expect(details(events)).toEqual(['a', 'b'].map((key) => ['Object Deleted', 'DeleteObject', { key, sequencer: expect.any(String) }]));
  });

  it('names the versions, and tells a delete marker from a version that is gone', async () => {
    const { s3, events } = await telling(true);
    const { VersionId } = await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x' }));
    const marker = await s3.send(new DeleteObjectCommand({ Bucket, Key: 'k' }));
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'k', VersionId }));
    expect(events.map(({ detail }) => [detail['deletion-type'], (detail.object as { 'version-id': string })['version-id']])).toEqual([
      [undefined, VersionId],
      ['Delete Marker Created', marker.VersionId],
      ['Permanently Deleted', VersionId],
    ]);
  });

  it('gives its configuration back, and refuses other receivers by name', async () => {
    const { s3 } = await telling();
    expect((await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }))).EventBridgeConfiguration).toEqual({});
    const TopicConfigurations = [{ TopicArn: 'arn:aws:sns:us-east-1:000000000000:t', Events: ['s3:ObjectCreated:*' as const] }];
    const other = s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: { TopicConfigurations } }));
    await expect(other).rejects.toThrow(
      'The local S3 notifies EventBridge only: expected EventBridgeConfiguration, got TopicConfiguration',
    );
  });

  it('falls silent when the configuration is emptied', async () => {
    const { s3, events } = await telling();
    await s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: {} }));
    await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x' }));
    expect(events).toEqual([]);
  });
});
