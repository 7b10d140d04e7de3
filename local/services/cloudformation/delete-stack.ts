import { deleteStack as startDeletion } from '../../cloudformation/delete-stack.ts';
import { AwsError } from '../errors.ts';
import { list, required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { findStack } from './stacks.ts';

/** Begins to remove a stack; DescribeStacks tells how it goes on. A stack that is not there is no error. */
export const deleteStack = operation({
  name: 'DeleteStack',
  input: {
    StackName: text({ ...required, min: 1 }),
    RetainResources: list(text()),
    DeletionMode: text({ of: ['STANDARD'] }),
    ClientRequestToken: text(),
  },
  run: ({ StackName, RetainResources }, { world }) => {
    const stack = findStack(world, StackName);
    if (!stack || stack.deleted || stack.status === 'DELETE_IN_PROGRESS') return {};
    if (stack.status.endsWith('_IN_PROGRESS'))
      throw new AwsError('ValidationError', `Stack [${StackName}] cannot be deleted while in status ${stack.status}`);
    if (RetainResources?.length && stack.status !== 'DELETE_FAILED')
      throw new AwsError('ValidationError', 'RetainResources is for stacks in the DELETE_FAILED state');
    startDeletion(world, stack, RetainResources);
    return {};
  },
});
