import { trusts } from '../../../iam/roles.ts';
import type { Caller, World } from '../../../world.ts';
import { validationException } from '../../errors.ts';

/** The identity under which SageMaker works for a role: its policies decide what it may read and write. */
export function asRole(world: World, roleArn: string): Caller {
  const name = roleArn.slice(roleArn.lastIndexOf('/') + 1);
  return { arn: `arn:${world.partition}:sts::${world.account}:assumed-role/${name}/SageMaker`, roleArn };
}

/** Whether the role is there and lets SageMaker assume it. */
export const trustsSageMaker = (world: World, roleArn: string): boolean => trusts(world, roleArn, 'sagemaker.amazonaws.com');

/** @throws ValidationException as CreateTrainingJob does for a role that SageMaker may not assume */
export function requireTrust(world: World, roleArn: string): void {
  if (trustsSageMaker(world, roleArn)) return;
  throw validationException(
    `Could not assume role ${roleArn}. Please ensure that the role exists and allows principal 'sagemaker.amazonaws.com' to assume the role.`,
  );
}
