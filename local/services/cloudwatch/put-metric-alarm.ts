import { AwsError } from '../errors.ts';
import { any, flag, list, number, required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { type AlarmRecord, alarms } from './alarms.ts';
import { dimensions, keptMs } from './metrics.ts';
import { watch } from './watch.ts';

const actions = list(text({ min: 1, max: 1024 }), { max: 5 });

/** Makes or replaces an alarm on one metric; a replaced one keeps its state until it looks again. */
export const putMetricAlarm = operation({
  name: 'PutMetricAlarm',
  input: {
    AlarmName: text({ ...required, min: 1, max: 255 }),
    AlarmDescription: text({ max: 1024 }),
    ActionsEnabled: flag(),
    OKActions: actions,
    AlarmActions: actions,
    InsufficientDataActions: actions,
    Namespace: text({ ...required, min: 1, max: 255 }),
    MetricName: text({ ...required, min: 1, max: 255 }),
    Dimensions: dimensions,
    Statistic: text({ of: ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'] }),
    ExtendedStatistic: text({ pattern: 'p(100|\\d{1,2}(\\.\\d{1,10})?)' }),
    Period: number({ ...required, integer: true, min: 10 }),
    Unit: text(),
    EvaluationPeriods: number({ ...required, integer: true, min: 1 }),
    DatapointsToAlarm: number({ integer: true, min: 1 }),
    Threshold: number(required),
    ComparisonOperator: text({
      ...required,
      of: ['GreaterThanOrEqualToThreshold', 'GreaterThanThreshold', 'LessThanThreshold', 'LessThanOrEqualToThreshold'],
    }),
    TreatMissingData: text({ of: ['breaching', 'notBreaching', 'ignore', 'missing'] }),
    Tags: list(any()),
  },
  run: ({ Tags: _tags, ...input }, { world }) => {
    const { AlarmName, AlarmActions = [], OKActions = [], InsufficientDataActions = [] } = input;
    const other = [...AlarmActions, ...OKActions, ...InsufficientDataActions].find((arn) => arn.split(':')[2] !== 'sns');
    if (other) throw invalid(`the local CloudWatch has no alarm actions but SNS topics, got ${other}`);
    if (input.EvaluationPeriods * input.Period * 1000 > keptMs)
      throw invalid(`the local CloudWatch keeps three hours of data: EvaluationPeriods * Period must not be above ${keptMs / 1000}`);
    if ((input.Statistic === undefined) === (input.ExtendedStatistic === undefined))
      throw invalid('expected either Statistic or ExtendedStatistic');
    const now = new Date(world.clock.now());
    const before = alarms(world).get(AlarmName);
    const alarm: AlarmRecord = {
      ...input,
      AlarmArn: `arn:${world.partition}:cloudwatch:${world.region}:${world.account}:alarm:${AlarmName}`,
      AlarmConfigurationUpdatedTimestamp: now,
      ActionsEnabled: input.ActionsEnabled ?? true,
      AlarmActions,
      OKActions,
      InsufficientDataActions,
      Dimensions: input.Dimensions ?? [],
      StateValue: before?.StateValue ?? 'INSUFFICIENT_DATA',
      StateReason: before?.StateReason ?? 'Unchecked: Initial alarm creation',
      StateReasonData: before?.StateReasonData,
      StateUpdatedTimestamp: before?.StateUpdatedTimestamp ?? now,
    };
    alarms(world).set(AlarmName, alarm);
    watch(world, AlarmName);
    return {};
  },
});

const invalid = (text: string) => new AwsError('InvalidParameterValueException', text);
