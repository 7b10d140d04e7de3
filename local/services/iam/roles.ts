import { parsePolicy } from '../../iam/policy.ts';
import { type Role, roleTable } from '../../iam/roles.ts';
import type { World } from '../../world.ts';
import { AwsError } from '../errors.ts';

/** @throws AwsError NoSuchEntity (the SDK's NoSuchEntityException) */
export function needRole(world: World, name: string): Role {
  const role = roleTable(world).get(name);
  if (!role) throw new AwsError('NoSuchEntity', `The role with name ${name} cannot be found.`, 404);
  return role;
}

/** @throws AwsError MalformedPolicyDocument for a text that is no policy */
export function checkPolicy(document: string): void {
  try {
    parsePolicy(document);
  } catch (error) {
    throw new AwsError('MalformedPolicyDocument', (error as Error).message);
  }
}

/** A role as IAM answers it: documents percent-encoded (RFC 3986). */
export function roleOutput({ policies: _policies, attached: _attached, PermissionsBoundary, ...role }: Role) {
  const boundary = PermissionsBoundary && {
    PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: PermissionsBoundary },
  };
  return { ...role, ...boundary, AssumeRolePolicyDocument: encodeURIComponent(role.AssumeRolePolicyDocument) };
}
