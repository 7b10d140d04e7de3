import { ifThere, type Made, type Properties, type ResourceContext, resourceType } from '../resource-type.ts';

/** AWS::Lambda::EventInvokeConfig */
export const lambdaEventInvokeConfig = resourceType({
  type: 'AWS::Lambda::EventInvokeConfig',
  properties: {
    FunctionName: true,
    Qualifier: true,
    MaximumRetryAttempts: true,
    MaximumEventAgeInSeconds: true,
    DestinationConfig: { OnFailure: { Destination: true }, OnSuccess: { Destination: true } },
  },
  replacing: ['FunctionName', 'Qualifier'],
  create: put,
  update: (properties, _made, context) => put(properties, context),
  delete: (_made, context, { FunctionName, Qualifier }) =>
    ifThere('ResourceNotFoundException', () => context.call('lambda', 'DeleteFunctionEventInvokeConfig', { FunctionName, Qualifier })),
});

/** Put replaces what is there. */
async function put(properties: Properties, context: ResourceContext): Promise<Made> {
  await context.call('lambda', 'PutFunctionEventInvokeConfig', properties);
  return { id: `${context.stack}-${context.logicalId}`, attributes: {} };
}
