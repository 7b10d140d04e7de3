import { ifThere, type Properties, type ResourceContext, resourceType } from '../resource-type.ts';

/** AWS::CloudWatch::Alarm, on one metric. */
export const cloudwatchAlarm = resourceType({
  type: 'AWS::CloudWatch::Alarm',
  properties: {
    AlarmName: true,
    AlarmDescription: true,
    ActionsEnabled: true,
    AlarmActions: true,
    OKActions: true,
    InsufficientDataActions: true,
    Namespace: true,
    MetricName: true,
    Dimensions: { Name: true, Value: true },
    Statistic: true,
    ExtendedStatistic: true,
    Period: true,
    Unit: true,
    EvaluationPeriods: true,
    DatapointsToAlarm: true,
    Threshold: true,
    ComparisonOperator: true,
    TreatMissingData: true,
  },
  replacing: ['AlarmName'],
  async create(properties, context) {
    const AlarmName: string = properties.AlarmName ?? context.name(255);
    await put(AlarmName, properties, context);
    const { partition, region, account } = context.world;
    return { id: AlarmName, attributes: { Arn: `arn:${partition}:cloudwatch:${region}:${account}:alarm:${AlarmName}` } };
  },
  async update(properties, made, context) {
    await put(made.id, properties, context);
    return made;
  },
  delete: (made, context) => ifThere('ResourceNotFound', () => context.call('cloudwatch', 'DeleteAlarms', { AlarmNames: [made.id] })),
});

/** Replaces what is there. Templates may write numbers and flags as text. */
function put(AlarmName: string, properties: Properties, context: ResourceContext): Promise<unknown> {
  const number = (name: string) => (properties[name] === undefined ? undefined : Number(properties[name]));
  const { ActionsEnabled } = properties;
  return context.call('cloudwatch', 'PutMetricAlarm', {
    ...properties,
    AlarmName,
    ActionsEnabled: ActionsEnabled === undefined ? undefined : String(ActionsEnabled) === 'true',
    Period: number('Period'),
    EvaluationPeriods: number('EvaluationPeriods'),
    DatapointsToAlarm: number('DatapointsToAlarm'),
    Threshold: number('Threshold'),
  });
}
