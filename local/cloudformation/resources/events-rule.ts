import { ifThere, type Properties, type ResourceContext, resourceType } from '../resource-type.ts';

/** AWS::Events::Rule */
export const eventsRule = resourceType({
  type: 'AWS::Events::Rule',
  properties: {
    Name: true,
    Description: true,
    EventPattern: true,
    ScheduleExpression: true,
    State: true,
    Targets: {
      Id: true,
      Arn: true,
      Input: true,
      InputPath: true,
      InputTransformer: true,
      RetryPolicy: { MaximumRetryAttempts: true, MaximumEventAgeInSeconds: true },
      DeadLetterConfig: { Arn: true },
      RoleArn: true,
    },
  },
  replacing: ['Name'],
  async create(properties, context) {
    const Name: string = properties.Name ?? context.name(64);
    const { RuleArn } = await put(Name, properties, context);
    return { id: Name, attributes: { Arn: RuleArn } };
  },
  async update(properties, made, context, before) {
    await put(made.id, properties, context);
    const kept = new Set(ids(properties));
    const gone = ids(before).filter((id) => !kept.has(id));
    if (gone.length) await context.call('events', 'RemoveTargets', { Rule: made.id, Ids: gone });
    return made;
  },
  delete: (made, context, properties) =>
    ifThere('ResourceNotFoundException', async () => {
      if (ids(properties).length) await context.call('events', 'RemoveTargets', { Rule: made.id, Ids: ids(properties) });
      await context.call('events', 'DeleteRule', { Name: made.id });
    }),
});

const ids = ({ Targets }: Properties): string[] => ((Targets ?? []) as Properties[]).map(({ Id }) => Id);

async function put(Name: string, properties: Properties, context: ResourceContext): Promise<{ RuleArn: string }> {
  const { Description, ScheduleExpression, State, Targets } = properties;
  const EventPattern = properties.EventPattern && JSON.stringify(properties.EventPattern);
  // Both replace what is there.
  const rule = await context.call('events', 'PutRule', { Name, Description, EventPattern, ScheduleExpression, State });
  if (Targets?.length) {
    const { FailedEntries } = await context.call('events', 'PutTargets', { Rule: Name, Targets });
    if (FailedEntries?.length) throw new Error(`PutTargets: ${FailedEntries[0].ErrorCode}: ${FailedEntries[0].ErrorMessage}`);
  }
  return rule;
}
