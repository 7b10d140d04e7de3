import { copySource } from '../../services/s3/copy-source.ts';
import type { World } from '../../world.ts';
import { type ActionTable, anyResource, type Requirement } from '../action-table.ts';
import { keyOfBucket, keyUse } from '../key-use.ts';

interface Target {
  Bucket: string;
  Key: string;
  VersionId?: string;
  CopySource: string;
}

const arn = (world: World, path: string): string => `arn:${world.partition}:s3:::${path}`;
const bucket = (action: string): Requirement => ({ action, resource: (input: Target, world) => arn(world, input.Bucket) });
const object = (action: string): Requirement => ({
  action,
  resource: (input: Target, world) => arn(world, `${input.Bucket}/${input.Key}`),
});
/** A bucket under a customer's key: reading needs it, too. */
const decrypt = keyUse('s3', 'Decrypt', (input: Target, world) => keyOfBucket(world, input.Bucket));
const encrypt = keyUse('s3', 'GenerateDataKey', (input: Target, world) => keyOfBucket(world, input.Bucket));
/** A version has permissions of its own. */
const byVersion = (plain: string, version: string): Requirement[] => [
  { ...object(plain), when: (input: Target) => input.VersionId === undefined },
  { ...object(version), when: (input: Target) => input.VersionId !== undefined },
];
const settings = (noun: string, action = noun): ActionTable => ({
  [`Put${noun}`]: [bucket(`s3:Put${action}`)],
  [`Get${noun}`]: [bucket(`s3:Get${action}`)],
});

const listing: Requirement = {
  ...bucket('s3:ListBucket'),
  context: ({ Prefix, Delimiter }) => ({
    ...(Prefix ? { 's3:prefix': Prefix } : {}),
    ...(Delimiter ? { 's3:delimiter': Delimiter } : {}),
  }),
};
const copy: Requirement[] = [
  {
    action: 's3:GetObject',
    resource: (input: Target, world) => {
      const from = copySource(input.CopySource);
      return arn(world, `${from.bucket}/${from.key}`);
    },
  },
  keyUse('s3', 'Decrypt', (input: Target, world) => keyOfBucket(world, copySource(input.CopySource).bucket)),
  object('s3:PutObject'),
  encrypt,
];

/** Service authorization reference, "Actions, resources, and condition keys for Amazon S3". */
export const actions: ActionTable = {
  ListBuckets: [{ action: 's3:ListAllMyBuckets', resource: anyResource }],
  CreateBucket: [bucket('s3:CreateBucket')],
  HeadBucket: [bucket('s3:ListBucket')],
  DeleteBucket: [bucket('s3:DeleteBucket')],
  ListObjects: [listing],
  ListObjectsV2: [listing],
  ListObjectVersions: [{ ...bucket('s3:ListBucketVersions'), context: ({ Prefix }) => ({ ...(Prefix ? { 's3:prefix': Prefix } : {}) }) }],
  GetObject: [...byVersion('s3:GetObject', 's3:GetObjectVersion'), decrypt],
  GetObjectTagging: byVersion('s3:GetObjectTagging', 's3:GetObjectVersionTagging'),
  HeadObject: [...byVersion('s3:GetObject', 's3:GetObjectVersion'), decrypt],
  PutObject: [object('s3:PutObject'), encrypt],
  CopyObject: copy,
  DeleteObject: byVersion('s3:DeleteObject', 's3:DeleteObjectVersion'),
  // Each key is authorized by the operation itself: a refused one is an entry of the answer, not a failed call.
  DeleteObjects: [],
  CreateMultipartUpload: [object('s3:PutObject'), encrypt],
  // Parts are put together under the key (S3 User Guide, "Multipart upload and permissions").
  UploadPart: [object('s3:PutObject'), decrypt, encrypt],
  UploadPartCopy: copy,
  CompleteMultipartUpload: [object('s3:PutObject'), decrypt],
  AbortMultipartUpload: [object('s3:AbortMultipartUpload')],
  ListParts: [object('s3:ListMultipartUploadParts')],
  ...settings('BucketPolicy'),
  DeleteBucketPolicy: [bucket('s3:DeleteBucketPolicy')],
  ...settings('BucketVersioning'),
  ...settings('BucketEncryption', 'EncryptionConfiguration'),
  ...settings('PublicAccessBlock', 'BucketPublicAccessBlock'),
  ...settings('BucketNotificationConfiguration', 'BucketNotification'),
  ...settings('BucketLifecycleConfiguration', 'LifecycleConfiguration'),
  ...settings('BucketOwnershipControls'),
  ...settings('BucketTagging'),
};
