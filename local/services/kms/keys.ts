import type { Table } from '../../store.ts';
import type { World } from '../../world.ts';
import { AwsError } from '../errors.ts';

/** A customer managed key: here it encrypts nothing, and its policy decides who may use it. */
export interface KeyRecord {
  readonly id: string;
  readonly arn: string;
  readonly description: string;
  readonly created: Date;
  /** JSON text. */
  readonly policy: string;
}

/** By ARN. */
export const keyTable = (world: World): Table<KeyRecord> => world.store.table<KeyRecord>('kms/keys');

export const keyArn = ({ partition, region, account }: World, id: string): string =>
  id.startsWith('arn:') ? id : `arn:${partition}:kms:${region}:${account}:key/${id}`;

/** @throws AwsError NotFoundException */
export function needKey(world: World, id: string): KeyRecord {
  const key = keyTable(world).get(keyArn(world, id));
  if (!key) throw new AwsError('NotFoundException', `Key '${keyArn(world, id)}' does not exist`);
  return key;
}

export const keyMetadata = ({ account }: World, { id, arn, description, created }: KeyRecord) => ({
  AWSAccountId: account,
  KeyId: id,
  Arn: arn,
  CreationDate: created,
  Enabled: true,
  Description: description,
  KeyUsage: 'ENCRYPT_DECRYPT',
  KeyState: 'Enabled',
  Origin: 'AWS_KMS',
  KeyManager: 'CUSTOMER',
  KeySpec: 'SYMMETRIC_DEFAULT',
});

/** @throws AwsError MalformedPolicyDocumentException */
export function checkKeyPolicy(policy: string, parse: (text: string) => unknown): string {
  try {
    parse(policy);
    return policy;
  } catch (error) {
    throw new AwsError('MalformedPolicyDocumentException', (error as Error).message);
  }
}
