import { createHash } from 'node:crypto';
import type { Caller, World } from '../world.ts';
import type { ResourceRecord, records } from './records.ts';
import { AlreadyExists, checkProperties, type Made, type Properties, type ResourceContext, type ResourceType } from './resource-type.ts';

/** What deploying one resource needs to know of its stack. */
export interface ResourceDeploy {
  readonly world: World;
  readonly table: ReturnType<typeof records>['resources'];
  readonly asset: (key: string) => string | undefined;
}

export type Change = 'created' | 'updated' | 'unchanged';

/** A resource as the template wants it. */
export type Wanted = Pick<
  ResourceRecord,
  'stack' | 'logicalId' | 'properties' | 'deletionPolicy' | 'updateReplacePolicy' | 'order' | 'dependsOn'
>;

/**
 * Makes one resource what the template wants, by its service's operations. What is replaced stays on record, to be removed at the end.
 * Each step is recorded before it is done, so that after a broken deploy the next one takes over what is there.
 */
export async function deployResource(
  type: ResourceType,
  wanted: Wanted,
  before: ResourceRecord | undefined,
  deploy: ResourceDeploy,
): Promise<Result> {
  checkProperties(type, wanted.properties);
  const record = { ...wanted, type: type.type, generation: before?.generation ?? 0 };
  if (!before) return create(type, record, false, deploy);
  const anew = { ...record, generation: record.generation + 1 };
  if (before.type !== type.type) return create(type, anew, false, deploy);
  if (!before.made) return create(type, record, true, deploy);
  const changed = changedProperties(before.properties, wanted.properties);
  if (changed.some((name) => type.replacing.includes(name))) return create(type, anew, false, deploy);
  if (changed.length === 0 && (before.state === 'there' || before.state === 'changed')) return keep(before as Existing, record, deploy);
  return update(type, before as Existing, record, deploy);
}

type Existing = ResourceRecord & { readonly made: Made };
type Planned = Omit<ResourceRecord, 'state' | 'made'>;
type Result = { readonly made: Made; readonly change: Change };

function keep(before: Existing, record: Planned, { table }: ResourceDeploy): Result {
  const place = ({ order, dependsOn, deletionPolicy, updateReplacePolicy }: Planned) =>
    JSON.stringify([order, dependsOn, deletionPolicy, updateReplacePolicy]);
  const { made, state } = before;
  if (place(before) !== place(record)) table.set({ ...record, state, made });
  return { made, change: 'unchanged' };
}

async function update(type: ResourceType, before: Existing, record: Planned, deploy: ResourceDeploy): Promise<Result> {
  deploy.table.set({ ...before, state: 'changing' });
  const context = contextOf(record, true, deploy);
  const made = (await type.update?.(untagged(type, record), before.made, context, untagged(type, before))) ?? before.made;
  deploy.table.set({ ...record, state: 'changed', made });
  return { made, change: 'updated' };
}

async function create(type: ResourceType, record: Planned, takeOver: boolean, deploy: ResourceDeploy): Promise<Result> {
  deploy.table.set({ ...record, state: 'making' });
  const make = (over: boolean) => type.create(untagged(type, record), contextOf(record, over, deploy));
  const made = await make(takeOver).catch((error: unknown) => {
    if (!(error instanceof AlreadyExists)) throw error;
    if (isKept(record.deletionPolicy) && !ownerOf(type, record, deploy)) return make(true);
    deploy.table.delete({ ...record, state: 'making' });
    throw error;
  });
  deploy.table.set({ ...record, state: 'there', made });
  return { made, change: record.generation > 0 ? 'updated' : 'created' };
}

/** What the type's code gets: tags are in the record alone, unless the type knows them. */
function untagged(type: ResourceType, { properties }: Pick<Planned, 'properties'>): Properties {
  if (type.properties.Tags) return properties;
  const { Tags: _tags, ...rest } = properties;
  return rest;
}

/**
 * The stack that has a resource of this name. What no stack has and is to be kept is imported, as CloudFormation does when asked
 * (`cdk deploy --import-existing-resources`, `cdk import`): it was left by a stack that was deleted.
 */
function ownerOf({ type, replacing: [name = ''] }: ResourceType, { stack, properties }: Planned, { table }: ResourceDeploy) {
  const owner = table.all().find((other) => other.stack !== stack && other.type === type && other.properties[name] === properties[name]);
  return owner?.stack;
}

/** Whether a policy lets a resource outlive its stack. RetainExceptOnCreate removes only what a deploy that is rolled back has made. */
export const isKept = (policy: string | undefined): boolean => policy === 'Retain' || policy === 'RetainExceptOnCreate';

/** Removes what a record stands for, unless its policy keeps it; then forgets it. Tells whether it removed something. */
export async function removeResource(
  type: ResourceType,
  record: ResourceRecord,
  policy: string | undefined,
  deploy: ResourceDeploy,
): Promise<boolean> {
  // A replacement that kept the name is the same thing.
  const lives = deploy.table.of(record.stack).some((other) => other.generation > record.generation && isSame(other, record));
  const remove = record.made !== undefined && !lives && !isKept(policy);
  if (remove && record.made) await type.delete(record.made, contextOf(record, false, deploy), record.properties);
  deploy.table.delete(record);
  return remove;
}

const isSame = (a: ResourceRecord, b: ResourceRecord) => a.logicalId === b.logicalId && a.type === b.type && a.made?.id === b.made?.id;

function changedProperties(before: Properties, after: Properties): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
}

/** CloudFormation's session of the CDK's deploy role, by which SNS knows the stack's own subscriptions. It may do everything. */
const deployer = ({ partition, account, region }: World): Caller => ({
  arn: `arn:${partition}:sts::${account}:assumed-role/cdk-hnb659fds-cfn-exec-role-${account}-${region}/AWSCloudFormation`,
});

function contextOf({ stack, logicalId, generation }: Planned, takeOver: boolean, { world, asset }: ResourceDeploy): ResourceContext {
  return {
    world,
    stack,
    logicalId,
    takeOver,
    asset,
    call: async (service, operation, input) => {
      try {
        return await world.call(service, operation, withoutUndefined(input), deployer(world));
      } catch (error) {
        // The caller routes on the name; people also want to know which call it was.
        if (error instanceof Error && !error.message.startsWith(`${operation}: `))
          error.message = `${operation}: ${error.name}: ${error.message}`;
        throw error;
      }
    },
    name: (max = 128) => {
      const suffix = createHash('sha256').update(`${stack}/${logicalId}/${generation}`).digest('hex').slice(0, 12).toUpperCase();
      const text = `${stack}-${logicalId}`;
      return `${text.slice(0, max - suffix.length - 1).replace(/-+$/, '')}-${suffix}`;
    },
  };
}

const withoutUndefined = (input: object) => Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
