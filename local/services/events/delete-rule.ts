import { AwsError } from '../errors.ts';
import { flag, required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { needDefaultBus, rules } from './records.ts';
import { reschedule } from './schedule.ts';

export const deleteRule = operation({
  name: 'DeleteRule',
  input: { Name: text(required), EventBusName: text(), Force: flag() },
  run: ({ Name, EventBusName }, { world }) => {
    needDefaultBus(EventBusName);
    // A rule that is not there is no error on AWS either.
    if (rules(world).get(Name)?.targets.length) throw new AwsError('ValidationException', "Rule can't be deleted since it has targets.");
    rules(world).delete(Name);
    reschedule(world, Name);
    return {};
  },
});
