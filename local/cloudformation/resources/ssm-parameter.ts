import { ifThere, type Properties, type ResourceContext, resourceType, unlessThere } from '../resource-type.ts';

/** AWS::SSM::Parameter */
export const ssmParameter = resourceType({
  type: 'AWS::SSM::Parameter',
  properties: { Name: true, Type: true, Value: true, Description: true, Tier: true, AllowedPattern: true },
  replacing: ['Name', 'Type'],
  async create(properties, context) {
    const Name: string = properties.Name ?? context.name();
    await unlessThere(context, 'ParameterAlreadyExists', () => put(Name, properties, context, context.takeOver));
    return { id: Name, attributes: { Type: properties.Type, Value: properties.Value } };
  },
  async update(properties, made, context) {
    await put(made.id, properties, context, true);
    return { id: made.id, attributes: { Type: properties.Type, Value: properties.Value } };
  },
  delete: (made, context) => ifThere('ParameterNotFound', () => context.call('ssm', 'DeleteParameter', { Name: made.id })),
});

function put(Name: string, properties: Properties, context: ResourceContext, Overwrite: boolean): Promise<unknown> {
  const { Type, Value, Description, Tier, AllowedPattern } = properties;
  return context.call('ssm', 'PutParameter', { Name, Type, Value, Description, Tier, AllowedPattern, Overwrite });
}
