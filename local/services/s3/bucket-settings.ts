import { AwsError } from '../errors.ts';
import { any, required, text } from '../input.ts';
import { type AnyOperation, operation } from '../operation.ts';
import { bucketOf, changeSetting } from './buckets.ts';

/**
 * The settings that a deploy makes on a bucket, as data, because they differ in names only. All are stored and given back;
 * BucketVersioning and BucketNotificationConfiguration (EventBridge) also change what the bucket does. The resource
 * policy is not evaluated: here the caller's own policies decide.
 * `missing`: the error a Get answers when nothing was put; without it the Get answers empty.
 */
const settings = [
  { noun: 'BucketVersioning', member: 'VersioningConfiguration' },
  { noun: 'BucketNotificationConfiguration', member: 'NotificationConfiguration', check: eventBridgeOnly },
  {
    noun: 'BucketEncryption',
    member: 'ServerSideEncryptionConfiguration',
    output: 'ServerSideEncryptionConfiguration',
    missing: ['ServerSideEncryptionConfigurationNotFoundError', 'The server side encryption configuration was not found'],
  },
  {
    noun: 'PublicAccessBlock',
    member: 'PublicAccessBlockConfiguration',
    output: 'PublicAccessBlockConfiguration',
    missing: ['NoSuchPublicAccessBlockConfiguration', 'The public access block configuration was not found'],
  },
  {
    noun: 'BucketLifecycleConfiguration',
    member: 'LifecycleConfiguration',
    missing: ['NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist'],
  },
  {
    noun: 'BucketOwnershipControls',
    member: 'OwnershipControls',
    output: 'OwnershipControls',
    missing: ['OwnershipControlsNotFoundError', 'The bucket ownership controls were not found'],
  },
  { noun: 'BucketTagging', member: 'Tagging', missing: ['NoSuchTagSet', 'The TagSet does not exist'] },
] as const;

/** Put and Get of every bucket setting, and the bucket policy, whose body is bare JSON. */
export const bucketSettings: AnyOperation[] = [...settings.flatMap(putAndGet), ...policyOperations()];

interface Setting {
  readonly noun: string;
  readonly member: string;
  readonly output?: string;
  readonly missing?: readonly [string, string];
  /** Refuses a value that this world would store and not follow. */
  readonly check?: (value: Record<string, unknown>) => void;
}

function putAndGet({ noun, member, output, missing, check }: Setting): AnyOperation[] {
  const put = operation({
    name: `Put${noun}`,
    input: { Bucket: text(required), [member]: any(required) },
    run: (input, { world }) => {
      const record = input as Record<string, unknown>;
      const value = record[member] as Record<string, unknown>;
      check?.(value);
      changeSetting(world, record.Bucket as string, noun, value);
      return {};
    },
  });
  const get = operation({
    name: `Get${noun}`,
    input: { Bucket: text(required) },
    run: ({ Bucket }, { world }): Record<string, unknown> => {
      const value = bucketOf(world, Bucket).record.settings[noun];
      if (value) return output ? { [output]: value } : value;
      if (missing) throw new AwsError(missing[0], missing[1], 404, { BucketName: Bucket });
      return {};
    },
  });
  return [put, get];
}

/** @throws AwsError for notifications to queues, topics and functions */
function eventBridgeOnly(configuration: Record<string, unknown>): void {
  const others = Object.keys(configuration).filter((name) => name !== 'EventBridgeConfiguration');
  if (others.length > 0)
    throw new AwsError(
      'NotImplemented',
      `The local S3 notifies EventBridge only: expected EventBridgeConfiguration, got ${others.join(', ')}`,
      501,
    );
}

function policyOperations(): AnyOperation[] {
  const put = operation({
    name: 'PutBucketPolicy',
    input: { Bucket: text(required), Policy: text(required) },
    run: ({ Bucket, Policy }, { world }) => {
      try {
        JSON.parse(Policy);
      } catch {
        throw new AwsError('MalformedPolicy', 'This policy contains invalid Json');
      }
      changeSetting(world, Bucket, 'BucketPolicy', { Policy });
      return {};
    },
  });
  const get = operation({
    name: 'GetBucketPolicy',
    input: { Bucket: text(required) },
    run: ({ Bucket }, { world }) => {
      const policy = bucketOf(world, Bucket).record.settings.BucketPolicy;
      if (policy) return policy;
      throw new AwsError('NoSuchBucketPolicy', 'The bucket policy does not exist', 404, { BucketName: Bucket });
    },
  });
  const remove = operation({
    name: 'DeleteBucketPolicy',
    input: { Bucket: text(required) },
    run: ({ Bucket }, { world }) => {
      changeSetting(world, Bucket, 'BucketPolicy', undefined);
      return {};
    },
  });
  return [put, get, remove];
}
