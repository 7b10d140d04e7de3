import type { Service } from '../operation.ts';
import { createSecret } from './create-secret.ts';
import { deleteSecret } from './delete-secret.ts';
import { describeSecret } from './describe-secret.ts';
import { getSecretValue } from './get-secret-value.ts';
import { putSecretValue } from './put-secret-value.ts';

/** Secrets Manager: what builds read their secrets from. */
export const secretsmanager: Service = {
  name: 'secretsmanager',
  operations: [createSecret, deleteSecret, describeSecret, getSecretValue, putSecretValue],
};
