import { findSecret, secretArn } from '../../services/secretsmanager/secrets.ts';
import type { ActionTable, Requirement } from '../action-table.ts';

/** A policy names a secret by its whole ARN, with the six random characters, however the call names it. */
const secret = (action: string): Requirement[] => [
  {
    action: `secretsmanager:${action}`,
    resource: ({ SecretId }: { SecretId: string }, world) =>
      findSecret(world, SecretId)?.arn ?? (SecretId.startsWith('arn:') ? SecretId : secretArn(world, SecretId)),
  },
];

/** Service authorization reference, "Actions, resources, and condition keys for AWS Secrets Manager". */
export const actions: ActionTable = {
  CreateSecret: [{ action: 'secretsmanager:CreateSecret', resource: ({ Name }: { Name: string }, world) => secretArn(world, Name) }],
  DeleteSecret: secret('DeleteSecret'),
  DescribeSecret: secret('DescribeSecret'),
  GetSecretValue: secret('GetSecretValue'),
  PutSecretValue: secret('PutSecretValue'),
};
