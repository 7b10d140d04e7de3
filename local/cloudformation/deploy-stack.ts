import { createHash } from 'node:crypto';
import type { World } from '../world.ts';
import type { AssemblyStack } from './assembly.ts';
import { type Change, deployResource, type ResourceDeploy, removeResource } from './deploy-resource.ts';
import { isTrue, resolve, type Scope } from './intrinsics.ts';
import { creationOrder } from './order.ts';
import { checkRules, parameterValues, pseudoParameters } from './parameters.ts';
import { type ResourceRecord, records, type StackRecord } from './records.ts';
import type { Made, Properties, ResourceType } from './resource-type.ts';
import { resourceTypes } from './resources/index.ts';
import type { ResourceDefinition } from './template.ts';

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
  const { stacks, resources: table } = records(world);
  const exports = Object.assign(
    {},
    ...stacks
      .values()
      .filter((other) => other.name !== name)
      .map((other) => other.exports),
  );
  const parameters = await at(name, () => parameterValues(world, template));
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([stack.text, parameters, exports, world.account, world.region]))
    .digest('hex');
  const before = stacks.get(name);
  if (before?.fingerprint === fingerprint) return untouched(before, Object.keys(template.Resources));

  const made = new Map<string, Made>();
  const scope: Scope = {
    template,
    values: { ...parameters, ...pseudoParameters(world, name) },
    ref: (id) => made.get(id)?.id,
    attribute: (id, attribute) => made.get(id)?.attributes[attribute],
    imported: (exported) => exports[exported],
  };
  const plan = await at(name, () => planOf(stack, scope));
  stacks.set(name, { ...(before ?? { name, outputs: {}, exports: {} }), fingerprint: undefined });
  const deploy: ResourceDeploy = { world, table, asset: (key) => stack.assets.find(({ objectKey }) => objectKey === key)?.path };
  const changes: Record<Change, string[]> = { created: [], updated: [], unchanged: [] };
  const existing = latest(table.of(name));

  for (const [order, { logicalId, definition, type }] of plan.entries()) {
    const change = await at(`${name} / ${logicalId} (${definition.Type})`, async () => {
      const properties = (resolve(definition.Properties ?? {}, scope) ?? {}) as Properties;
      const { DeletionPolicy: deletionPolicy, UpdateReplacePolicy: updateReplacePolicy } = definition;
      const wanted = { stack: name, logicalId, properties, deletionPolicy, updateReplacePolicy, order };
      const result = await deployResource(type, wanted, existing.get(logicalId), deploy);
      made.set(logicalId, result.made);
      return result.change;
    });
    changes[change].push(logicalId);
    if (change !== 'unchanged') onProgress({ stack: name, logicalId, type: definition.Type, change });
  }
  const outputs = await at(name, () => outputsOf(stack, scope));
  const deleted = await removeLeftovers(name, new Set(made.keys()), deploy, onProgress);
  stacks.set(name, { name, fingerprint, ...outputs });
  return { name, outputs: outputs.outputs, ...changes, deleted };
}

const untouched = ({ name, outputs }: StackRecord, unchanged: readonly string[]): StackResult => {
  return { name, outputs, created: [], updated: [], unchanged, deleted: [] };
};

interface Planned {
  readonly logicalId: string;
  readonly definition: ResourceDefinition;
  readonly type: ResourceType;
}

/** All that can be refused without touching anything is refused here. */
function planOf({ template }: AssemblyStack, scope: Scope): Planned[] {
  checkRules(template, scope);
  const unknown: string[] = [];
  const plan = creationOrder(template.Resources).flatMap((logicalId) => {
    const definition = template.Resources[logicalId] as ResourceDefinition;
    if (definition.Condition !== undefined && !isTrue(definition.Condition, scope)) return [];
    const type = resourceTypes.get(definition.Type);
    if (type) return [{ logicalId, definition, type }];
    unknown.push(`${logicalId} (${definition.Type})`);
    return [];
  });
  if (unknown.length) throw new Error(`the local CloudFormation does not know the type of ${unknown.join(', ')}`);
  return plan;
}

function outputsOf({ template }: AssemblyStack, scope: Scope): Pick<StackRecord, 'outputs' | 'exports'> {
  const outputs: Record<string, string> = {};
  const exports: Record<string, string> = {};
  for (const [name, { Value, Export, Condition }] of Object.entries(template.Outputs ?? {})) {
    if (Condition !== undefined && !isTrue(Condition, scope)) continue;
    outputs[name] = String(resolve(Value, scope));
    if (Export) exports[String(resolve(Export.Name, scope))] = outputs[name];
  }
  return { outputs, exports };
}

/** The newest record of each resource: older generations wait for their removal. */
function latest(all: readonly ResourceRecord[]): Map<string, ResourceRecord> {
  const newest = new Map<string, ResourceRecord>();
  for (const record of all) {
    if ((newest.get(record.logicalId)?.generation ?? -1) < record.generation) newest.set(record.logicalId, record);
  }
  return newest;
}

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
