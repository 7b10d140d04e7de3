import type { Service } from '../operation.ts';
import { createKey } from './create-key.ts';
import { describeKey } from './describe-key.ts';
import { getKeyPolicy } from './get-key-policy.ts';
import { putKeyPolicy } from './put-key-policy.ts';

/** KMS: customer managed keys, for their policies. Nothing is encrypted. */
export const kms: Service = { name: 'kms', operations: [createKey, describeKey, getKeyPolicy, putKeyPolicy] };
