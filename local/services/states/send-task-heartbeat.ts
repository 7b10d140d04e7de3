import { text } from '../input.ts';
import { operation } from '../operation.ts';
import { receiverOf } from './task-token.ts';

/** Starts a waiting task's heartbeat interval anew. */
export const sendTaskHeartbeat = operation({
  name: 'SendTaskHeartbeat',
  input: { taskToken: text({ required: true, min: 1, max: 2048 }) },
  run: ({ taskToken }, { world }) => {
    receiverOf(world, taskToken).heartbeat();
    return {};
  },
});
