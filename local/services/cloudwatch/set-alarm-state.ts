import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { needAlarm } from './alarms.ts';
import { changeState } from './change-state.ts';

/** Puts an alarm into a state, to try its actions; when it looks again, the data decides. */
export const setAlarmState = operation({
  name: 'SetAlarmState',
  input: {
    AlarmName: text({ ...required, min: 1, max: 255 }),
    StateValue: text({ ...required, of: ['OK', 'ALARM', 'INSUFFICIENT_DATA'] }),
    StateReason: text({ ...required, max: 1023 }),
    StateReasonData: text({ max: 4000 }),
  },
  run: ({ AlarmName, StateValue: value, StateReason: reason, StateReasonData: reasonData }, { world }) => {
    const alarm = needAlarm(world, AlarmName);
    if (alarm.StateValue !== value) changeState(world, alarm, { value, reason, reasonData });
    return {};
  },
});
