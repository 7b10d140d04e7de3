import { Aws, type Stack, Tags } from 'aws-cdk-lib';
import { ManagedPolicy, PermissionsBoundary } from 'aws-cdk-lib/aws-iam';
import { encrypt } from './encryption.ts';
import type { Platform } from './platform.ts';

/** What goes over everything in a stack, whoever made it: tags, the customer's key, the boundary of its roles. */
export function applyPlatform(stack: Stack, platform: Platform, tags: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries({ ...platform.tags, ...tags })) Tags.of(stack).add(key, value);
  if (platform.kmsKey) encrypt(stack, platform.kmsKey);
  const { permissionsBoundary: policy } = platform;
  if (policy === undefined) return;
  const arn = policy.startsWith('arn:') ? policy : `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:policy/${policy}`;
  PermissionsBoundary.of(stack).apply(ManagedPolicy.fromManagedPolicyArn(stack, 'Boundary', arn));
}
