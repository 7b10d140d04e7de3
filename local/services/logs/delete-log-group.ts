import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { eventFiles } from './event-files.ts';
import { forgetStream, groups, needGroup, streamsOf } from './records.ts';

export const deleteLogGroup = operation({
  name: 'DeleteLogGroup',
  input: { logGroupName: text(required) },
  run: ({ logGroupName }, { world }) => {
    needGroup(world, logGroupName);
    for (const { logStreamName } of streamsOf(world, logGroupName)) {
      eventFiles(world).remove(logGroupName, logStreamName);
      forgetStream(world, logGroupName, logStreamName);
    }
    groups(world).delete(logGroupName);
    return {};
  },
});
