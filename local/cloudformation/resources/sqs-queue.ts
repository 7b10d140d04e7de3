import { ifThere, type Properties, type ResourceContext, resourceType } from '../resource-type.ts';

/** AWS::SQS::Queue */
export const sqsQueue = resourceType({
  type: 'AWS::SQS::Queue',
  properties: {
    QueueName: true,
    DelaySeconds: true,
    KmsMasterKeyId: true,
    MessageRetentionPeriod: true,
    RedrivePolicy: true,
    SqsManagedSseEnabled: true,
    VisibilityTimeout: true,
  },
  replacing: ['QueueName'],
  async create(properties, context) {
    const QueueName: string = properties.QueueName ?? context.name(80);
    // CreateQueue is idempotent, but refuses a queue whose attributes differ: those come after.
    const { QueueUrl } = await context.call('sqs', 'CreateQueue', { QueueName });
    await set(QueueUrl, properties, context);
    const { partition, region, account } = context.world;
    return { id: QueueUrl, attributes: { Arn: `arn:${partition}:sqs:${region}:${account}:${QueueName}`, QueueName, QueueUrl } };
  },
  async update(properties, made, context) {
    await set(made.id, properties, context);
    return made;
  },
  delete: (made, context) => ifThere('QueueDoesNotExist', () => context.call('sqs', 'DeleteQueue', { QueueUrl: made.id })),
});

async function set(QueueUrl: string, { QueueName: _name, ...properties }: Properties, context: ResourceContext): Promise<void> {
  const Attributes = Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : String(value)]),
  );
  if (Object.keys(Attributes).length > 0) await context.call('sqs', 'SetQueueAttributes', { QueueUrl, Attributes });
}
