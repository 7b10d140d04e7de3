import { ifThere, type Made, type Properties, type ResourceContext, resourceType, unlessThere } from '../resource-type.ts';

/** AWS::Lambda::Url */
export const lambdaUrl = resourceType({
  type: 'AWS::Lambda::Url',
  properties: {
    TargetFunctionArn: true,
    Qualifier: true,
    AuthType: true,
    InvokeMode: true,
    Cors: { AllowCredentials: true, AllowHeaders: true, AllowMethods: true, AllowOrigins: true, ExposeHeaders: true, MaxAge: true },
  },
  replacing: ['TargetFunctionArn', 'Qualifier'],
  async create(properties, context) {
    const made = await unlessThere(context, 'ResourceConflictException', () => put('CreateFunctionUrlConfig', properties, context));
    return made ?? put('UpdateFunctionUrlConfig', properties, context);
  },
  // Without Cors in the template there shall be none.
  update: ({ Cors = {}, ...properties }, _made, context) => put('UpdateFunctionUrlConfig', { ...properties, Cors }, context),
  delete: (_made, context, { TargetFunctionArn: FunctionName, Qualifier }) =>
    ifThere('ResourceNotFoundException', () => context.call('lambda', 'DeleteFunctionUrlConfig', { FunctionName, Qualifier })),
});

async function put(operation: string, { TargetFunctionArn: FunctionName, ...rest }: Properties, context: ResourceContext): Promise<Made> {
  const { FunctionUrl, FunctionArn } = await context.call('lambda', operation, { FunctionName, ...rest });
  return { id: FunctionArn, attributes: { FunctionUrl, FunctionArn } };
}
