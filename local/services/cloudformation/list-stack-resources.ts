import { latest, type ResourceRecord, records, type StackRecord } from '../../cloudformation/records.ts';
import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { page } from './page.ts';
import { needStack } from './stacks.ts';

/** The resources of a stack; of one that is being deleted or was deleted also what became of them. */
export const listStackResources = operation({
  name: 'ListStackResources',
  input: { StackName: text({ ...required, min: 1 }), NextToken: text() },
  run: (input, { world }) => {
    const stack = needStack(world, input.StackName);
    const there = stack.deleted ? [] : [...latest(records(world).resources.of(stack.name)).values()];
    const summaries = there.map((record) => ({
      ...summary(record.logicalId, record.type, record.made?.id, record.at),
      ResourceStatus: statusOf(record, stack),
      ResourceStatusReason: record.reason,
    }));
    const removed = (stack.removed ?? []).map(({ logicalId, type, id, status, at }) => ({
      ...summary(logicalId, type, id, at),
      ResourceStatus: status,
    }));
    const { items, next } = page(input, {
      of: 'ListStackResources',
      items: [...summaries, ...removed],
      place: ({ LogicalResourceId, PhysicalResourceId = '' }, index) => [index, `${LogicalResourceId} ${PhysicalResourceId}`],
      moves: true,
    });
    return { StackResourceSummaries: items, ...next };
  },
});

const summary = (LogicalResourceId: string, ResourceType: string, PhysicalResourceId: string | undefined, LastUpdatedTimestamp?: Date) => ({
  LogicalResourceId,
  ResourceType,
  PhysicalResourceId,
  LastUpdatedTimestamp,
  DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
});

function statusOf({ state, reason }: ResourceRecord, stack: StackRecord): string {
  if (state === 'there') return 'CREATE_COMPLETE';
  if (state === 'changed') return 'UPDATE_COMPLETE';
  const doing = state === 'making' ? 'CREATE' : state === 'changing' ? 'UPDATE' : 'DELETE';
  return `${doing}_${stack.status.endsWith('_IN_PROGRESS') && reason === undefined ? 'IN_PROGRESS' : 'FAILED'}`;
}
