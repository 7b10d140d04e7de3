import { ifThere, resourceType, unlessThere } from '../resource-type.ts';

/** AWS::Lambda::Permission */
export const lambdaPermission = resourceType({
  type: 'AWS::Lambda::Permission',
  properties: {
    FunctionName: true,
    Action: true,
    Principal: true,
    SourceArn: true,
    SourceAccount: true,
    FunctionUrlAuthType: true,
    InvokedViaFunctionUrl: true,
  },
  replacing: ['FunctionName', 'Action', 'Principal', 'SourceArn', 'SourceAccount', 'FunctionUrlAuthType', 'InvokedViaFunctionUrl'],
  async create(properties, context) {
    const StatementId = context.name(100);
    await unlessThere(context, 'ResourceConflictException', () => context.call('lambda', 'AddPermission', { StatementId, ...properties }));
    return { id: StatementId, attributes: { Id: StatementId } };
  },
  delete: (made, context, { FunctionName }) =>
    ifThere('ResourceNotFoundException', () => context.call('lambda', 'RemovePermission', { FunctionName, StatementId: made.id })),
});
