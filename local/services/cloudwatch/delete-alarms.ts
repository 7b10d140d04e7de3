import { list, required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { alarms, needAlarm } from './alarms.ts';
import { watch } from './watch.ts';

/** Removes alarms: all of them, or none where one is not there. */
export const deleteAlarms = operation({
  name: 'DeleteAlarms',
  input: { AlarmNames: list(text(), { ...required, max: 100 }) },
  run: ({ AlarmNames }, { world }) => {
    for (const name of AlarmNames) needAlarm(world, name);
    for (const name of AlarmNames) {
      alarms(world).delete(name);
      watch(world, name);
    }
    return {};
  },
});
