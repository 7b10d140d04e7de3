import { AwsError } from '../errors.ts';
import { list, number, text } from '../input.ts';
import { operation } from '../operation.ts';
import { pageOf } from '../paging.ts';
import { alarms } from './alarms.ts';

/** The alarms there are, by name, fifty at a time unless asked otherwise. */
export const describeAlarms = operation({
  name: 'DescribeAlarms',
  input: {
    AlarmNames: list(text(), { max: 100 }),
    AlarmNamePrefix: text(),
    AlarmTypes: list(text()),
    StateValue: text({ of: ['OK', 'ALARM', 'INSUFFICIENT_DATA'] }),
    ActionPrefix: text(),
    MaxRecords: number({ integer: true, min: 1, max: 100 }),
    NextToken: text(),
  },
  run: ({ NextToken, MaxRecords = 50, ...asked }, { world }) => {
    const { AlarmNames, AlarmNamePrefix = '', AlarmTypes, StateValue, ActionPrefix } = asked;
    if (AlarmTypes?.length && !AlarmTypes.includes('MetricAlarm')) return { MetricAlarms: [], CompositeAlarms: [] };
    const found = alarms(world)
      .values()
      .filter(({ AlarmName }) => (AlarmNames?.length ? AlarmNames.includes(AlarmName) : AlarmName.startsWith(AlarmNamePrefix)))
      .filter((alarm) => StateValue === undefined || alarm.StateValue === StateValue)
      .filter(({ AlarmActions, OKActions, InsufficientDataActions }) => {
        const actions = [...AlarmActions, ...OKActions, ...InsufficientDataActions];
        return ActionPrefix === undefined || actions.some((arn) => arn.startsWith(ActionPrefix));
      });
    const { items, next } = pageOf({
      of: 'DescribeAlarms',
      asked,
      items: found,
      place: ({ AlarmName }) => [AlarmName],
      size: MaxRecords,
      token: NextToken,
      refusal: () => new AwsError('InvalidNextToken', 'The next token specified is invalid.'),
    });
    return { MetricAlarms: items, CompositeAlarms: [], ...(next && { NextToken: next }) };
  },
});
