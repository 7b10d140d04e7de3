import { parsePolicy } from '../../iam/policy.ts';
import { randomUuid } from '../ids.ts';
import { any, list, text } from '../input.ts';
import { operation } from '../operation.ts';
import { checkKeyPolicy, type KeyRecord, keyArn, keyMetadata, keyTable } from './keys.ts';

export const createKey = operation({
  name: 'CreateKey',
  input: { Description: text({ max: 8192 }), Policy: text({ min: 1, max: 32_768 }), Tags: list(any()) },
  run: ({ Description = '', Policy }, { world }) => {
    const id = randomUuid(world.random);
    const key: KeyRecord = {
      id,
      arn: keyArn(world, id),
      description: Description,
      created: new Date(world.clock.now()),
      policy: Policy === undefined ? defaultPolicy(world.partition, world.account) : checkKeyPolicy(Policy, parsePolicy),
    };
    keyTable(world).set(key.arn, key);
    return { KeyMetadata: keyMetadata(world, key) };
  },
});

/** Leaves it to the account's policies (KMS Developer Guide, "Default key policy"). */
const defaultPolicy = (partition: string, account: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Id: 'key-default-1',
    Statement: [
      {
        Sid: 'Enable IAM User Permissions',
        Effect: 'Allow',
        Principal: { AWS: `arn:${partition}:iam::${account}:root` },
        Action: 'kms:*',
        Resource: '*',
      },
    ],
  });
