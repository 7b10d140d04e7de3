import { records, type StackRecord } from '../../cloudformation/records.ts';
import type { World } from '../../world.ts';
import { AwsError } from '../errors.ts';

/** A stack by name, where it is there, or by id, where it may be deleted too. */
export function findStack(world: World, nameOrId: string): StackRecord | undefined {
  const { stacks } = records(world);
  return stacks.get(nameOrId) ?? stacks.values().find(({ id }) => id === nameOrId);
}

/** @throws AwsError ValidationError when there is none */
export function needStack(world: World, nameOrId: string): StackRecord {
  const stack = findStack(world, nameOrId);
  if (!stack) throw new AwsError('ValidationError', `Stack with id ${nameOrId} does not exist`);
  return stack;
}

/** What ListStacks and DescribeStacks say alike. */
export const shape = (stack: StackRecord) => ({
  StackId: stack.id,
  StackName: stack.name,
  CreationTime: stack.created,
  LastUpdatedTime: stack.updated,
  DeletionTime: stack.deleted,
  StackStatus: stack.status,
  StackStatusReason: stack.statusReason,
  DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
});
