import { cut } from '../../../lambdas/contract/text.ts';
import type { World } from '../../world.ts';
import type { AlarmRecord, StateValue } from './alarms.ts';
import { decimal } from './judge.ts';
import { cloudWatchTime } from './time.ts';

/** As CloudWatch names regions in its messages; others go by their code here. */
const regionNames: Readonly<Record<string, string>> = {
  'us-east-1': 'US East (N. Virginia)',
  'us-east-2': 'US East (Ohio)',
  'us-west-2': 'US West (Oregon)',
  'eu-west-1': 'EU (Ireland)',
  'eu-central-1': 'EU (Frankfurt)',
};
const regionName = ({ region }: World) => regionNames[region] ?? region;

/** `ALARM: "name" in US East (N. Virginia)`, cut to the 99 characters that SNS takes. */
export function alarmSubject(world: World, { StateValue: value, AlarmName: name }: AlarmRecord): string {
  const subject = (text: string) => `${value}: "${text}" in ${regionName(world)}`;
  const room = 99 - subject('').length;
  return subject(cut(name, room));
}

/** The JSON that subscribers other than mailboxes get (CloudWatch User Guide, "Notify users on alarm changes"). */
export function alarmMessage(world: World, alarm: AlarmRecord, old: StateValue): string {
  return JSON.stringify({
    AlarmName: alarm.AlarmName,
    AlarmDescription: alarm.AlarmDescription ?? null,
    AWSAccountId: world.account,
    AlarmConfigurationUpdatedTimestamp: cloudWatchTime(alarm.AlarmConfigurationUpdatedTimestamp),
    NewStateValue: alarm.StateValue,
    NewStateReason: alarm.StateReason,
    StateChangeTime: cloudWatchTime(alarm.StateUpdatedTimestamp),
    Region: regionName(world),
    AlarmArn: alarm.AlarmArn,
    OldStateValue: old,
    OKActions: alarm.OKActions,
    AlarmActions: alarm.AlarmActions,
    InsufficientDataActions: alarm.InsufficientDataActions,
    Trigger: {
      MetricName: alarm.MetricName,
      Namespace: alarm.Namespace,
      ...(alarm.Statistic
        ? { StatisticType: 'Statistic', Statistic: alarm.Statistic.toUpperCase() }
        : { StatisticType: 'ExtendedStatistic', ExtendedStatistic: alarm.ExtendedStatistic }),
      Unit: alarm.Unit ?? null,
      Dimensions: alarm.Dimensions.map(({ Name, Value }) => ({ value: Value, name: Name })),
      Period: alarm.Period,
      EvaluationPeriods: alarm.EvaluationPeriods,
      DatapointsToAlarm: alarm.DatapointsToAlarm,
      ComparisonOperator: alarm.ComparisonOperator,
      Threshold: alarm.Threshold,
      TreatMissingData: alarm.TreatMissingData ?? 'missing',
      EvaluateLowSampleCountPercentile: '',
    },
  });
}

/** The text that mailboxes get. */
export function alarmMail(world: World, alarm: AlarmRecord, old: StateValue): string {
  const { AlarmName, StateValue: value, StateReason, Period, EvaluationPeriods, DatapointsToAlarm = EvaluationPeriods } = alarm;
  const at = longTime(alarm.StateUpdatedTimestamp);
  const console = `https://${world.region}.console.aws.amazon.com/cloudwatch/deeplink.js?region=${world.region}`;
  const field = (name: string, text: string | undefined, width: number) => `- ${`${name}:`.padEnd(width)}${text ?? ''}`.trimEnd();
  const detail = (name: string, text: string | undefined) => field(name, text, 28);
  const metric = (name: string, text: string) => field(name, text, 37);
  const listed = (items: readonly string[]) => items.map((item) => `[${item}]`).join(' ');
  return [
    `You are receiving this email because your Amazon CloudWatch Alarm "${AlarmName}" in the ${regionName(world)} region has entered the ${value} state, because "${StateReason}" at "${at}".`,
    '',
    'View this alarm in the AWS Management Console:',
    `${console}#alarmsV2:alarm/${encodeURIComponent(AlarmName)}`,
    '',
    'Alarm Details:',
    detail('Name', AlarmName),
    detail('Description', alarm.AlarmDescription),
    detail('State Change', `${old} -> ${value}`),
    detail('Reason for State Change', StateReason),
    detail('Timestamp', at),
    detail('AWS Account', world.account),
    detail('Alarm Arn', alarm.AlarmArn),
    '',
    'Threshold:',
    `- The alarm is in the ALARM state when the metric is ${alarm.ComparisonOperator} ${decimal(alarm.Threshold)} for at least ${DatapointsToAlarm} of the last ${EvaluationPeriods} period(s) of ${Period} seconds.`,
    '',
    'Monitored Metric:',
    metric('MetricNamespace', alarm.Namespace),
    metric('MetricName', alarm.MetricName),
    metric('Dimensions', listed(alarm.Dimensions.map(({ Name, Value }) => `${Name} = ${Value}`))),
    metric('Period', `${Period} seconds`),
    metric('Statistic', alarm.Statistic ?? alarm.ExtendedStatistic ?? ''),
    metric('Unit', alarm.Unit ?? 'not specified'),
    metric('TreatMissingData', alarm.TreatMissingData ?? 'missing'),
    '',
    'State Change Actions:',
    field('OK', ` ${listed(alarm.OKActions)}`, 0),
    field('ALARM', ` ${listed(alarm.AlarmActions)}`, 0),
    field('INSUFFICIENT_DATA', ` ${listed(alarm.InsufficientDataActions)}`, 0),
  ].join('\n');
}

/** `Tuesday 01 April, 2025 19:30:51 UTC` */
function longTime(date: Date): string {
  const part = (options: Intl.DateTimeFormatOptions) => date.toLocaleString('en-US', { timeZone: 'UTC', ...options });
  const day = `${part({ weekday: 'long' })} ${part({ day: '2-digit' })} ${part({ month: 'long' })}, ${part({ year: 'numeric' })}`;
  return `${day} ${date.toISOString().slice(11, 19)} UTC`;
}
