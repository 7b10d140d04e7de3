import { ifThere, type Properties, type ResourceContext, resourceType } from '../resource-type.ts';

/** AWS::IAM::Policy: an inline policy of roles. */
export const iamPolicy = resourceType({
  type: 'AWS::IAM::Policy',
  properties: { PolicyName: true, PolicyDocument: true, Roles: true },
  replacing: ['PolicyName'],
  async create(properties, context) {
    await put(properties, context);
    return { id: context.name(), attributes: {} };
  },
  async update(properties, made, context, before) {
    await put(properties, context);
    const left = (before.Roles as string[]).filter((role) => !properties.Roles.includes(role));
    await remove({ ...before, Roles: left }, context);
    return made;
  },
  delete: (_made, context, properties) => remove(properties, context),
});

async function put({ PolicyName, PolicyDocument, Roles }: Properties, context: ResourceContext): Promise<void> {
  for (const RoleName of Roles as string[]) {
    await context.call('iam', 'PutRolePolicy', { RoleName, PolicyName, PolicyDocument: JSON.stringify(PolicyDocument) });
  }
}

async function remove({ PolicyName, Roles }: Properties, context: ResourceContext): Promise<void> {
  for (const RoleName of Roles as string[]) {
    await ifThere('NoSuchEntity', () => context.call('iam', 'DeleteRolePolicy', { RoleName, PolicyName }));
  }
}
