import { ifThere, type Properties, type ResourceContext, resourceType, unlessThere } from '../resource-type.ts';

/** AWS::IAM::ManagedPolicy, attached to roles. */
export const iamManagedPolicy = resourceType({
  type: 'AWS::IAM::ManagedPolicy',
  properties: { ManagedPolicyName: true, Path: true, Description: true, PolicyDocument: true, Roles: true },
  replacing: ['ManagedPolicyName', 'Path', 'Description'],
  async create(properties, context) {
    const PolicyName: string = properties.ManagedPolicyName ?? context.name();
    const { Description, Path = '/' } = properties;
    const { partition, account } = context.world;
    const PolicyArn = `arn:${partition}:iam::${account}:policy${Path}${PolicyName}`;
    const input = { PolicyName, Path, Description, PolicyDocument: JSON.stringify(properties.PolicyDocument) };
    const made = await unlessThere(context, 'EntityAlreadyExists', () => context.call('iam', 'CreatePolicy', input));
    if (!made) await replace(PolicyArn, properties, context);
    await attach(PolicyArn, properties, context);
    return { id: PolicyArn, attributes: { PolicyArn } };
  },
  async update(properties, made, context, before) {
    if (JSON.stringify(properties.PolicyDocument) !== JSON.stringify(before.PolicyDocument)) await replace(made.id, properties, context);
    await attach(made.id, properties, context);
    const left = rolesOf(before).filter((role) => !rolesOf(properties).includes(role));
    await detach(made.id, left, context);
    return made;
  },
  delete: (made, context, properties) =>
    ifThere('NoSuchEntity', async () => {
      await detach(made.id, rolesOf(properties), context);
      await context.call('iam', 'DeletePolicy', { PolicyArn: made.id });
    }),
});

const rolesOf = ({ Roles }: Properties): string[] => Roles ?? [];

const replace = (PolicyArn: string, { PolicyDocument }: Properties, context: ResourceContext) =>
  context.call('iam', 'CreatePolicyVersion', { PolicyArn, PolicyDocument: JSON.stringify(PolicyDocument), SetAsDefault: true });

async function attach(PolicyArn: string, properties: Properties, context: ResourceContext): Promise<void> {
  for (const RoleName of rolesOf(properties)) await context.call('iam', 'AttachRolePolicy', { RoleName, PolicyArn });
}

async function detach(PolicyArn: string, roles: string[], context: ResourceContext): Promise<void> {
  for (const RoleName of roles) await ifThere('NoSuchEntity', () => context.call('iam', 'DetachRolePolicy', { RoleName, PolicyArn }));
}
