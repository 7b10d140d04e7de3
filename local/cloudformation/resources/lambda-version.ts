import { ifThere, resourceType } from '../resource-type.ts';

/** AWS::Lambda::Version */
export const lambdaVersion = resourceType({
  type: 'AWS::Lambda::Version',
  properties: { FunctionName: true, Description: true },
  replacing: ['FunctionName', 'Description'],
  async create({ FunctionName, Description }, context) {
    const { FunctionArn, Version } = await context.call('lambda', 'PublishVersion', { FunctionName, Description });
    return { id: FunctionArn, attributes: { FunctionArn, Version } };
  },
  delete: (made, context) =>
    ifThere('ResourceNotFoundException', () => context.call('lambda', 'DeleteFunction', { FunctionName: made.id })),
});
