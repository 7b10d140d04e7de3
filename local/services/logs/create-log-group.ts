import { AwsError } from '../errors.ts';
import { map, required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { groups, makeGroup } from './records.ts';

export const createLogGroup = operation({
  name: 'CreateLogGroup',
  input: { logGroupName: text({ ...required, min: 1, max: 512, pattern: '[\\.\\-_/#A-Za-z0-9]+' }), tags: map(text()), kmsKeyId: text() },
  run: ({ logGroupName }, { world }) => {
    if (groups(world).get(logGroupName)) throw new AwsError('ResourceAlreadyExistsException', 'The specified log group already exists');
    makeGroup(world, logGroupName);
    return {};
  },
});
