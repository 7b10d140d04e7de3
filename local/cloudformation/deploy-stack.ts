import { createHash } from 'node:crypto';
import { randomUuid } from '../services/ids.ts';
import type { World } from '../world.ts';
import type { AssemblyStack } from './assembly.ts';
import { type Change, deployResource, type ResourceDeploy, removeResource } from './deploy-resource.ts';
import { resolve, type Scope } from './intrinsics.ts';
import { parameterValues, pseudoParameters } from './parameters.ts';
import { outputsOf, type Planned, planOf } from './plan.ts';
import { latest, records, type StackRecord } from './records.ts';
import type { Made, Properties } from './resource-type.ts';
import { resourceTypes } from './resources/index.ts';

/** What a deploy did to a stack: logical ids by what became of them. */
export interface StackResult {
  readonly name: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly created: readonly string[];
  readonly updated: readonly string[];
  readonly unchanged: readonly string[];
  readonly deleted: readonly string[];
}

/** One resource that was made, changed or removed. */
export interface DeployProgress {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly change: Exclude<Change, 'unchanged'> | 'deleted';
}

/**
 * Makes a stack what its template says. A stack that is so already costs one comparison.
 * @throws Error naming stack and logical id; what was done stays, and the next deploy goes on from there.
 */
export async function deployStack(
  world: World,
  stack: AssemblyStack,
  onProgress: (progress: DeployProgress) => void,
): Promise<StackResult> {
  const { name, template } = stack;
  const { stacks } = records(world);
  const exports = exportsBeside(name, stacks.values());
  const parameters = await at(name, () => parameterValues(world, template));
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([stack.text, parameters, exports, world.account, world.region]))
    .digest('hex');
  const before = stacks.get(name);
  if (before?.status.startsWith('DELETE_'))
    throw new Error(`${name}: Stack:${before.id} is in ${before.status} state and can not be updated.`);
  if (before?.fingerprint === fingerprint) return untouched(before, Object.keys(template.Resources));

  const id = before?.id ?? stackArn(world, name);
  const made = new Map<string, Made>();
  const imports = new Set<string>();
  const scope: Scope = {
    template,
    values: { ...parameters, ...pseudoParameters(world, name, id) },
    ref: (logicalId) => made.get(logicalId)?.id,
    attribute: (logicalId, attribute) => made.get(logicalId)?.attributes[attribute],
    imported: (exported) => {
      imports.add(exported);
      return exports[exported];
    },
  };
  const plan = await at(name, () => planOf(stack, scope));
  const now = new Date(world.clock.now());
  const record = {
    ...(before ? { ...before, updated: now } : { name, id, created: now, outputs: {}, exportNames: {}, imports: [] }),
    description: template.Description,
    statusReason: undefined,
    fingerprint: undefined,
  };
  const doing = before ? 'UPDATE' : 'CREATE';
  stacks.set(name, { ...record, status: `${doing}_IN_PROGRESS` });
  try {
    const result = await makeResources(world, stack, plan, scope, made, onProgress);
    const outputs = await at(name, () => outputsOf(stack, scope));
    const deleted = await removeLeftovers(name, new Set(made.keys()), result.deploy, onProgress);
    stacks.set(name, { ...record, ...outputs, imports: [...imports], fingerprint, status: `${doing}_COMPLETE` });
    return { name, outputs: outputs.outputs, ...result.changes, deleted };
  } catch (error) {
    const used = [...new Set([...record.imports, ...imports])];
    stacks.set(name, { ...record, imports: used, status: `${doing}_FAILED`, statusReason: (error as Error).message });
    throw error;
  }
}

const stackArn = ({ partition, region, account, random }: World, name: string): string =>
  `arn:${partition}:cloudformation:${region}:${account}:stack/${name}/${randomUuid(random)}`;

/** Export name → value, of all stacks but one. */
function exportsBeside(name: string, stacks: readonly StackRecord[]): Record<string, string> {
  const others = stacks.filter((other) => other.name !== name && !other.deleted && other.status !== 'DELETE_IN_PROGRESS');
  return Object.fromEntries(
    others.flatMap(({ outputs, exportNames }) =>
      Object.entries(exportNames).map(([output, exported]) => [exported, outputs[output] ?? '']),
    ),
  );
}

async function makeResources(
  world: World,
  stack: AssemblyStack,
  plan: readonly Planned[],
  scope: Scope,
  made: Map<string, Made>,
  onProgress: (progress: DeployProgress) => void,
) {
  const { name } = stack;
  const table = records(world).resources;
  const deploy: ResourceDeploy = { world, table, asset: (key) => stack.assets.find(({ objectKey }) => objectKey === key)?.path };
  const changes: Record<Change, string[]> = { created: [], updated: [], unchanged: [] };
  const existing = latest(table.of(name));
  for (const [order, { logicalId, definition, type, dependsOn }] of plan.entries()) {
    const change = await at(`${name} / ${logicalId} (${definition.Type})`, async () => {
      const properties = (resolve(definition.Properties ?? {}, scope) ?? {}) as Properties;
      const { DeletionPolicy: deletionPolicy, UpdateReplacePolicy: updateReplacePolicy } = definition;
      const wanted = { stack: name, logicalId, properties, deletionPolicy, updateReplacePolicy, order, dependsOn };
      const result = await deployResource(type, wanted, existing.get(logicalId), deploy);
      made.set(logicalId, result.made);
      return result.change;
    });
    changes[change].push(logicalId);
    if (change !== 'unchanged') onProgress({ stack: name, logicalId, type: definition.Type, change });
  }
  return { changes, deploy };
}

const untouched = ({ name, outputs }: StackRecord, unchanged: readonly string[]): StackResult => {
  return { name, outputs, created: [], updated: [], unchanged, deleted: [] };
};

/** Removes what the template no longer has, and what was replaced, last made first. */
async function removeLeftovers(
  stack: string,
  wanted: ReadonlySet<string>,
  deploy: ResourceDeploy,
  onProgress: (progress: DeployProgress) => void,
): Promise<string[]> {
  const all = deploy.table.of(stack);
  const newest = latest(all);
  const leftovers = all.filter((record) => !wanted.has(record.logicalId) || newest.get(record.logicalId) !== record);
  leftovers.sort((a, b) => b.order - a.order || b.generation - a.generation);
  const deleted: string[] = [];
  for (const record of leftovers) {
    const removed = await at(`${stack} / ${record.logicalId} (${record.type})`, () => {
      const type = resourceTypes.get(record.type);
      if (!type) throw new Error(`the local CloudFormation does not know the type ${record.type}`);
      const policy = wanted.has(record.logicalId) ? record.updateReplacePolicy : record.deletionPolicy;
      return removeResource(type, record, policy, deploy);
    });
    if (!removed || wanted.has(record.logicalId)) continue;
    deleted.push(record.logicalId);
    onProgress({ stack, logicalId: record.logicalId, type: record.type, change: 'deleted' });
  }
  return deleted;
}

/** Runs a step of a deploy; says where it failed. */
async function at<T>(place: string, step: () => T | Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw new Error(`${place}: ${(error as Error).message}`, { cause: error });
  }
}
