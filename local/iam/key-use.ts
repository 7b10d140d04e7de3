import { bucketTable } from '../services/s3/buckets.ts';
import { topicTable } from '../services/sns/topics.ts';
import type { World } from '../world.ts';
import type { Requirement } from './action-table.ts';

/**
 * The row for a bucket's or topic's customer key: S3 and SNS use it on the caller's behalf. Nothing is encrypted here, and AWS's own keys
 * (`alias/aws/…`) let the account use them.
 */
export function keyUse(
  service: 's3' | 'sns',
  action: 'Decrypt' | 'GenerateDataKey',
  // biome-ignore lint/suspicious/noExplicitAny: a row reads the members of its own operation.
  keyOf: (input: any, world: World) => string | undefined,
): Requirement {
  return {
    action: `kms:${action}`,
    resource: (input, world) => keyOf(input, world) ?? '*',
    when: (input, world) => keyOf(input, world)?.startsWith('arn:') ?? false,
    context: (_input, { region }) => ({ 'kms:ViaService': `${service}.${region}.amazonaws.com` }),
  };
}

/** ARN of the key that a bucket encrypts with by default. */
export function keyOfBucket(world: World, bucket: string): string | undefined {
  const settings = bucketTable(world).get(bucket)?.settings.BucketEncryption as Encryption | undefined;
  return settings?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID;
}

interface Encryption {
  readonly Rules?: readonly { readonly ApplyServerSideEncryptionByDefault?: { readonly KMSMasterKeyID?: string } }[];
}

export const keyOfTopic = (world: World, arn: string): string | undefined => topicTable(world).get(arn)?.attributes.KmsMasterKeyId;
