import { text } from '../input.ts';
import { operation } from '../operation.ts';
import { receiverOf } from './task-token.ts';

/** Lets a waiting task fail. */
export const sendTaskFailure = operation({
  name: 'SendTaskFailure',
  input: { taskToken: text({ required: true, min: 1, max: 2048 }), error: text({ max: 256 }), cause: text({ max: 32_768 }) },
  run: ({ taskToken, error, cause }, { world }) => {
    receiverOf(world, taskToken).failed(error, cause);
    return {};
  },
});
