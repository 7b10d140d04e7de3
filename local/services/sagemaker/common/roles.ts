import { AwsError, validationException } from '../../errors.ts';
import type { Caller, World } from '../../../world.ts';

/** The identity under which SageMaker works for a role: its policies decide what it may read and write. */
export function asRole(world: World, roleArn: string): Caller {
  const name = roleArn.slice(roleArn.lastIndexOf('/') + 1);
  return { arn: `arn:${world.partition}:sts::${world.account}:assumed-role/${name}/SageMaker`, roleArn };
}

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Principal?: { readonly Service?: string | string[] };
}

/** Whether the role is there and lets SageMaker assume it. */
export async function trustsSageMaker(world: World, roleArn: string): Promise<boolean> {
  const name = roleArn.slice(roleArn.lastIndexOf('/') + 1);
  let role: { AssumeRolePolicyDocument?: string };
  try {
    ({ Role: role } = await world.call<{ Role: typeof role }>('iam', 'GetRole', { RoleName: name }));
  } catch (error) {
    if (error instanceof AwsError && error.name === 'NoSuchEntity') return false;
    throw error;
  }
  // IAM answers policy documents URL-encoded.
  const document = JSON.parse(decodeURIComponent(role.AssumeRolePolicyDocument ?? '%7B%7D')) as { Statement?: Statement | Statement[] };
  return many(document.Statement).some(
    (statement) =>
      statement.Effect === 'Allow' &&
      many(statement.Action).includes('sts:AssumeRole') &&
      many(statement.Principal?.Service).includes('sagemaker.amazonaws.com'),
  );
}

/** @throws ValidationException as CreateTrainingJob does for a role that SageMaker may not assume */
export async function requireTrust(world: World, roleArn: string): Promise<void> {
  if (await trustsSageMaker(world, roleArn)) return;
  throw validationException(
    `Could not assume role ${roleArn}. Please ensure that the role exists and allows principal 'sagemaker.amazonaws.com' to assume the role.`,
  );
}

function many<T>(value: T | T[] | undefined): T[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}
