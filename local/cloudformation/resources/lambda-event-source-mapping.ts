import { ifThere, type Properties, resourceType } from '../resource-type.ts';

/** AWS::Lambda::EventSourceMapping, of a queue. */
export const lambdaEventSourceMapping = resourceType({
  type: 'AWS::Lambda::EventSourceMapping',
  properties: {
    FunctionName: true,
    EventSourceArn: true,
    Enabled: true,
    BatchSize: true,
    MaximumBatchingWindowInSeconds: true,
    ScalingConfig: { MaximumConcurrency: true },
    FunctionResponseTypes: true,
  },
  replacing: ['EventSourceArn'],
  async create(properties, context) {
    const { FunctionName, EventSourceArn } = properties;
    // A deploy that was interrupted left one: it is changed to what the template says.
    const { EventSourceMappings } = await context.call('lambda', 'ListEventSourceMappings', { FunctionName, EventSourceArn });
    const there: string | undefined = EventSourceMappings[0]?.UUID;
    if (there !== undefined) await context.call('lambda', 'UpdateEventSourceMapping', { UUID: there, ...changeable(properties) });
    const UUID = there ?? (await context.call('lambda', 'CreateEventSourceMapping', properties)).UUID;
    return { id: UUID, attributes: { Id: UUID } };
  },
  async update(properties, made, context) {
    await context.call('lambda', 'UpdateEventSourceMapping', { UUID: made.id, ...changeable(properties) });
    return made;
  },
  delete: (made, context) =>
    ifThere('ResourceNotFoundException', () => context.call('lambda', 'DeleteEventSourceMapping', { UUID: made.id })),
});

const changeable = ({ EventSourceArn: _fixed, ...others }: Properties) => others;
