import { list, number, text } from '../input.ts';
import { operation } from '../operation.ts';
import { alarms } from './alarms.ts';

/** The alarms there are, by name, all on one page. */
export const describeAlarms = operation({
  name: 'DescribeAlarms',
  input: {
    AlarmNames: list(text(), { max: 100 }),
    AlarmNamePrefix: text(),
    AlarmTypes: list(text()),
    StateValue: text({ of: ['OK', 'ALARM', 'INSUFFICIENT_DATA'] }),
    ActionPrefix: text(),
    MaxRecords: number(),
    NextToken: text(),
  },
  run: ({ AlarmNames, AlarmNamePrefix = '', AlarmTypes, StateValue, ActionPrefix }, { world }) => {
    if (AlarmTypes?.length && !AlarmTypes.includes('MetricAlarm')) return { MetricAlarms: [], CompositeAlarms: [] };
    const found = alarms(world)
      .values()
      .filter(({ AlarmName }) => (AlarmNames?.length ? AlarmNames.includes(AlarmName) : AlarmName.startsWith(AlarmNamePrefix)))
      .filter((alarm) => StateValue === undefined || alarm.StateValue === StateValue)
      .filter(({ AlarmActions, OKActions, InsufficientDataActions }) => {
        const actions = [...AlarmActions, ...OKActions, ...InsufficientDataActions];
        return ActionPrefix === undefined || actions.some((arn) => arn.startsWith(ActionPrefix));
      });
    return { MetricAlarms: found.sort((a, b) => (a.AlarmName < b.AlarmName ? -1 : 1)), CompositeAlarms: [] };
  },
});
