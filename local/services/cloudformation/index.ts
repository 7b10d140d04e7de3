import { recoverStacks } from '../../cloudformation/delete-stack.ts';
import type { Service } from '../operation.ts';
import { deleteStack } from './delete-stack.ts';
import { describeStacks } from './describe-stacks.ts';
import { listStackResources } from './list-stack-resources.ts';
import { listStacks } from './list-stacks.ts';

/** CloudFormation: what became of the stacks that the local deploy made, and their removal. Stacks are made by `local/cloudformation`. */
export const cloudformation: Service = {
  name: 'cloudformation',
  operations: [deleteStack, describeStacks, listStackResources, listStacks],
  ready: recoverStacks,
};
