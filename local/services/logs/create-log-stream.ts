import { AwsError } from '../errors.ts';
import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { makeStream, needGroup, streamOf } from './records.ts';

export const createLogStream = operation({
  name: 'CreateLogStream',
  input: { logGroupName: text(required), logStreamName: text({ ...required, min: 1, max: 512, pattern: '[^:*]*' }) },
  run: ({ logGroupName, logStreamName }, { world }) => {
    needGroup(world, logGroupName);
    if (streamOf(world, logGroupName, logStreamName))
      throw new AwsError('ResourceAlreadyExistsException', 'The specified log stream already exists');
    makeStream(world, logGroupName, logStreamName);
    return {};
  },
});
