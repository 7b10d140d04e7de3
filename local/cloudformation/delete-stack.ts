import type { World } from '../world.ts';
import { isKept, type ResourceDeploy, removeResource } from './deploy-resource.ts';
import { latest, type RemovedResource, type ResourceRecord, records, type StackRecord } from './records.ts';
import { resourceTypes } from './resources/index.ts';

/**
 * Starts the removal of a stack that is there: last made first, in the background. What its policies keep stays; what cannot be removed
 * stays with all it depends on, and the stack is DELETE_FAILED until another try removes the rest. `retain`: logical ids to leave alone.
 */
export function deleteStack(world: World, stack: StackRecord, retain?: readonly string[]): void {
  const { stacks } = records(world);
  const inUse = exportInUse(stack, stacks.values());
  // The status stays what it was: people see the refusal in its reason only, on AWS too.
  if (inUse) stacks.set(stack.name, { ...stack, statusReason: `Delete canceled. ${inUse}` });
  else start(world, { ...stack, retain, status: 'DELETE_IN_PROGRESS', statusReason: undefined, fingerprint: undefined });
}

/** CloudFormation too forgets a deleted stack after 90 days. */
const rememberedMs = 90 * 86_400_000;

/** Ends what a restart of the world interrupted: deletions go on, deploys count as failed and are done again by the next one. */
export function recoverStacks(world: World): void {
  const { stacks } = records(world);
  for (const stack of stacks.values()) {
    const { status, deleted } = stack;
    // Version 0.1.0 kept no ids. Its resources stay on record, and the next deploy makes them a stack again.
    if (!stack.id) {
      stacks.delete(stack.name);
      continue;
    }
    if (deleted && deleted.getTime() + rememberedMs < world.clock.now()) stacks.delete(stack.id);
    if (status === 'DELETE_IN_PROGRESS') start(world, stack);
    if (status !== 'CREATE_IN_PROGRESS' && status !== 'UPDATE_IN_PROGRESS') continue;
    const failed = status === 'CREATE_IN_PROGRESS' ? 'CREATE_FAILED' : 'UPDATE_FAILED';
    stacks.set(stack.name, { ...stack, status: failed, statusReason: 'The local world ended during the deploy. Deploy again.' });
  }
}

function start(world: World, stack: StackRecord): void {
  records(world).stacks.set(stack.name, stack);
  // Later, even where all is removed at once: the caller sees the deletion begin.
  const work = Promise.resolve().then(() => remove(world, stack));
  world.background(`deletion of the stack ${stack.name}`, work);
}

function exportInUse({ name, exportNames }: StackRecord, stacks: readonly StackRecord[]): string | undefined {
  for (const exported of Object.values(exportNames)) {
    const users = stacks.filter((other) => other.name !== name && !other.deleted && other.imports.includes(exported));
    if (users.length > 0) return `Cannot delete export ${exported} as it is in use by ${listed(users.map((user) => user.name))}.`;
  }
  return undefined;
}

const listed = (names: readonly string[]) => names.join(', ').replace(/, ([^,]*)$/, ' and $1');

async function remove(world: World, stack: StackRecord): Promise<void> {
  const { stacks, resources: table } = records(world);
  const deploy: ResourceDeploy = { world, table, asset: () => undefined };
  const all = table.of(stack.name).sort((a, b) => b.order - a.order || b.generation - a.generation);
  const newest = latest(all);
  const removed: RemovedResource[] = [...(stack.removed ?? [])];
  const failed: string[] = [];
  const needed = new Set<string>();
  for (const record of all) {
    const { logicalId, type, made, deletionPolicy, updateReplacePolicy } = record;
    const stays = needed.has(logicalId);
    if (!stays) {
      const kept = stack.retain?.includes(logicalId) || isKept(newest.get(logicalId) === record ? deletionPolicy : updateReplacePolicy);
      const reason = await removeOne(record, kept, deploy);
      const status = kept && made ? 'DELETE_SKIPPED' : 'DELETE_COMPLETE';
      if (reason === undefined) {
        if (newest.get(logicalId) === record) removed.push({ logicalId, type, id: made?.id, status, at: new Date(world.clock.now()) });
        continue;
      }
      failed.push(logicalId);
    }
    for (const other of record.dependsOn) needed.add(other);
  }
  const after = { ...stack, removed };
  if (failed.length > 0) {
    const statusReason = `The following resource(s) failed to delete: [${failed.join(', ')}]. `;
    stacks.set(stack.name, { ...after, status: 'DELETE_FAILED', statusReason });
    return;
  }
  // First the new record: a kill between the two leaves a stack whose deletion goes on, with nothing left to do.
  stacks.set(stack.id, { ...after, status: 'DELETE_COMPLETE', deleted: new Date(world.clock.now()), exportNames: {}, imports: [] });
  stacks.delete(stack.name);
}

/** Gives the reason when it could not be removed. */
async function removeOne(record: ResourceRecord, kept: boolean, deploy: ResourceDeploy): Promise<string | undefined> {
  const type = resourceTypes.get(record.type);
  try {
    if (!type) throw new Error(`the local CloudFormation does not know the type ${record.type}`);
    deploy.table.set({ ...record, state: 'removing', reason: undefined });
    await removeResource(type, record, kept ? 'Retain' : undefined, deploy);
    return undefined;
  } catch (error) {
    const reason = (error as Error).message;
    deploy.table.set({ ...record, state: 'removing', reason });
    return reason;
  }
}
