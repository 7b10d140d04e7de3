import { text } from '../input.ts';
import { operation } from '../operation.ts';
import { checkOutput } from './json-fault.ts';
import { receiverOf } from './task-token.ts';

/** Gives a waiting task its result. */
export const sendTaskSuccess = operation({
  name: 'SendTaskSuccess',
  input: { taskToken: text({ required: true, min: 1, max: 2048 }), output: text({ required: true, bytes: 262_144 }) },
  run: ({ taskToken, output }, { world }) => {
    checkOutput(output);
    receiverOf(world, taskToken).succeeded(output);
    return {};
  },
});
