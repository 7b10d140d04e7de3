import type { Caller, World } from '../../world.ts';
import { randomUuid } from '../ids.ts';
import { type AlarmRecord, alarms, type StateValue } from './alarms.ts';
import { alarmMail, alarmMessage, alarmSubject } from './message.ts';
import { cloudWatchTime } from './time.ts';

interface NewState {
  readonly value: StateValue;
  readonly reason: string;
  /** JSON. */
  readonly reasonData?: string;
}

/** Puts an alarm into another state: on record, on the bus, and to its actions. */
export function changeState(world: World, before: AlarmRecord, { value, reason, reasonData }: NewState): void {
  const now = new Date(world.clock.now());
  const alarm: AlarmRecord = {
    ...before,
    StateValue: value,
    StateReason: reason,
    StateReasonData: reasonData,
    StateUpdatedTimestamp: now,
  };
  alarms(world).set(alarm.AlarmName, alarm);
  world.emit({
    source: 'aws.cloudwatch',
    detailType: 'CloudWatch Alarm State Change',
    resources: [alarm.AlarmArn],
    detail: { alarmName: alarm.AlarmName, state: state(alarm), previousState: state(before), configuration: configuration(world, alarm) },
  });
  if (!alarm.ActionsEnabled) return;
  const actions = { ALARM: alarm.AlarmActions, OK: alarm.OKActions, INSUFFICIENT_DATA: alarm.InsufficientDataActions }[value];
  for (const topic of actions) world.background(`alarm ${alarm.AlarmName} to ${topic}`, publish(world, alarm, before.StateValue, topic));
}

const state = ({ StateValue: value, StateReason: reason, StateReasonData: reasonData, StateUpdatedTimestamp }: AlarmRecord) => ({
  value,
  reason,
  ...(reasonData !== undefined && { reasonData }),
  timestamp: cloudWatchTime(StateUpdatedTimestamp),
});

function configuration(world: World, alarm: AlarmRecord) {
  const { AlarmDescription: description, Namespace: namespace, MetricName: name, Dimensions, Period: period } = alarm;
  const stat = alarm.Statistic ?? alarm.ExtendedStatistic;
  const dimensions = Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value]));
  const metricStat = { metric: { dimensions, name, namespace }, period, stat };
  return { ...(description && { description }), metrics: [{ id: randomUuid(world.random), metricStat, returnData: true }] };
}

/** Mail subscribers get a text, all others JSON; the topic's own policy decides whether the alarm may. */
async function publish(world: World, alarm: AlarmRecord, old: StateValue, TopicArn: string): Promise<void> {
  const asAlarm: Caller = { arn: alarm.AlarmArn, service: { principal: 'cloudwatch.amazonaws.com', sourceArn: alarm.AlarmArn } };
  const Message = JSON.stringify({ default: alarmMessage(world, alarm, old), email: alarmMail(world, alarm, old) });
  await world.call('sns', 'Publish', { TopicArn, Subject: alarmSubject(world, alarm), Message, MessageStructure: 'json' }, asAlarm);
}
