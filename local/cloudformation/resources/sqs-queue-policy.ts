import { ifThere, type Properties, type ResourceContext, resourceType } from '../resource-type.ts';

/** AWS::SQS::QueuePolicy */
export const sqsQueuePolicy = resourceType({
  type: 'AWS::SQS::QueuePolicy',
  properties: { Queues: true, PolicyDocument: true },
  replacing: ['Queues'],
  async create(properties, context) {
    await put(properties, context);
    return { id: context.name(), attributes: {} };
  },
  async update(properties, made, context) {
    await put(properties, context);
    return made;
  },
  delete: (_made, context, { Queues }) => ifThere('QueueDoesNotExist', () => put({ Queues, PolicyDocument: '' }, context)),
});

/** An empty document takes the policy away. */
async function put({ Queues, PolicyDocument }: Properties, context: ResourceContext): Promise<void> {
  const Policy = PolicyDocument && JSON.stringify(PolicyDocument);
  for (const QueueUrl of Queues as string[]) await context.call('sqs', 'SetQueueAttributes', { QueueUrl, Attributes: { Policy } });
}
