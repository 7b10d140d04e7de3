import { ifThere, type Properties, type ResourceContext, resourceType, unlessThere } from '../resource-type.ts';

/** AWS::IAM::Role */
export const iamRole = resourceType({
  type: 'AWS::IAM::Role',
  properties: {
    RoleName: true,
    Path: true,
    Description: true,
    AssumeRolePolicyDocument: true,
    MaxSessionDuration: true,
    ManagedPolicyArns: true,
    PermissionsBoundary: true,
    Policies: { PolicyName: true, PolicyDocument: true },
  },
  replacing: ['RoleName', 'Path'],
  async create(properties, context) {
    const RoleName: string = properties.RoleName ?? context.name(64);
    const { Path, Description, MaxSessionDuration, PermissionsBoundary } = properties;
    const AssumeRolePolicyDocument = JSON.stringify(properties.AssumeRolePolicyDocument);
    const input = { RoleName, Path, Description, MaxSessionDuration, PermissionsBoundary, AssumeRolePolicyDocument };
    const { Role } =
      (await unlessThere(context, 'EntityAlreadyExists', () => context.call('iam', 'CreateRole', input))) ??
      (await context.call('iam', 'GetRole', { RoleName }));
    await putPolicies(RoleName, properties, {}, context);
    return { id: RoleName, attributes: { Arn: Role.Arn, RoleId: Role.RoleId } };
  },
  async update(properties, made, context, before) {
    const RoleName = made.id;
    const trust = JSON.stringify(properties.AssumeRolePolicyDocument);
    if (trust !== JSON.stringify(before.AssumeRolePolicyDocument)) {
      await context.call('iam', 'UpdateAssumeRolePolicy', { RoleName, PolicyDocument: trust });
    }
    const { Description, MaxSessionDuration } = properties;
    if (Description !== before.Description || MaxSessionDuration !== before.MaxSessionDuration) {
      await context.call('iam', 'UpdateRole', { RoleName, Description: Description ?? '', MaxSessionDuration });
    }
    await putBoundary(RoleName, properties, before, context);
    await putPolicies(RoleName, properties, before, context);
    return made;
  },
  delete: (made, context, properties) =>
    ifThere('NoSuchEntity', async () => {
      await putPolicies(made.id, {}, properties, context);
      await context.call('iam', 'DeleteRole', { RoleName: made.id });
    }),
});

async function putBoundary(RoleName: string, properties: Properties, before: Properties, context: ResourceContext): Promise<void> {
  const { PermissionsBoundary } = properties;
  if (PermissionsBoundary === before.PermissionsBoundary) return;
  if (PermissionsBoundary) await context.call('iam', 'PutRolePermissionsBoundary', { RoleName, PermissionsBoundary });
  else await ifThere('NoSuchEntity', () => context.call('iam', 'DeleteRolePermissionsBoundary', { RoleName }));
}

/** Puts the policies of `properties`, and takes away those that only `before` has. */
async function putPolicies(RoleName: string, properties: Properties, before: Properties, context: ResourceContext): Promise<void> {
  const policies: Properties[] = properties.Policies ?? [];
  const arns: string[] = properties.ManagedPolicyArns ?? [];
  for (const { PolicyName, PolicyDocument } of policies) {
    await context.call('iam', 'PutRolePolicy', { RoleName, PolicyName, PolicyDocument: JSON.stringify(PolicyDocument) });
  }
  for (const PolicyArn of arns) await context.call('iam', 'AttachRolePolicy', { RoleName, PolicyArn });
  for (const { PolicyName } of (before.Policies ?? []) as Properties[]) {
    if (policies.some((policy) => policy.PolicyName === PolicyName)) continue;
    await ifThere('NoSuchEntity', () => context.call('iam', 'DeleteRolePolicy', { RoleName, PolicyName }));
  }
  for (const PolicyArn of (before.ManagedPolicyArns ?? []) as string[]) {
    if (!arns.includes(PolicyArn)) await ifThere('NoSuchEntity', () => context.call('iam', 'DetachRolePolicy', { RoleName, PolicyArn }));
  }
}
