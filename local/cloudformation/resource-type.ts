import type { ServiceName } from '../services/operation.ts';
import type { World } from '../world.ts';

/** A resource's properties with every function resolved. */
// biome-ignore lint/suspicious/noExplicitAny: the shape of each type is checked against its table before its code sees it.
export type Properties = Record<string, any>;

/** What exists of a resource. */
export interface Made {
  /** What `Ref` gives: the physical id. */
  readonly id: string;
  /** What `Fn::GetAtt` gives. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** What a resource type gets to work with. */
export interface ResourceContext {
  readonly world: World;
  readonly stack: string;
  readonly logicalId: string;
  /** True when an earlier deploy broke off while making this resource: one of the same name is then taken over. */
  readonly takeOver: boolean;
  /** Calls an operation as the account's root. */
  // biome-ignore lint/suspicious/noExplicitAny: answers have the APIs' own shapes.
  call(service: ServiceName, operation: string, input: object): Promise<any>;
  /** A name for a resource without one: `<stack>-<logical id>-<suffix>`, the same on every machine. */
  name(max?: number): string;
  /** The folder or file that the assembly keeps an asset in, by its key in the bucket. */
  asset(key: string): string | undefined;
}

/** The properties a type understands: `true` takes the value whole, a nested table checks its members (and those of each list item). */
type Shape = true | { readonly [property: string]: Shape };

/** One CloudFormation resource type, made by the operations of its service. */
export interface ResourceType {
  readonly type: `AWS::${string}`;
  readonly properties: { readonly [property: string]: Shape };
  /** Properties that are knowingly left out, each with the reason. */
  readonly ignored?: Readonly<Record<string, string>>;
  /** A change of one of these makes a new resource, as in AWS. */
  readonly replacing: readonly string[];
  create(properties: Properties, context: ResourceContext): Promise<Made>;
  /** Not there: every property is `replacing`. */
  update?(properties: Properties, made: Made, context: ResourceContext, before: Properties): Promise<Made>;
  delete(made: Made, context: ResourceContext, properties: Properties): Promise<void>;
}

/** Returns its argument: gives a file of a type its typing. */
export const resourceType = (definition: ResourceType): ResourceType => definition;

/**
 * Refuses a property, at any depth, that the type would drop in silence. Throws naming it. `Tags` of any type are for people and their bills:
 * kept in the stack's records, and nothing here reads them.
 */
export function checkProperties(type: ResourceType, properties: Properties): void {
  for (const [name, value] of Object.entries(properties)) {
    if (name !== 'Tags' && type.ignored?.[name] === undefined) check(type.properties[name], value, name, type.type);
  }
}

function check(shape: Shape | undefined, value: unknown, path: string, type: string): void {
  if (shape === undefined) throw new Error(`the local CloudFormation does not know the property ${path} of ${type}`);
  if (shape === true || typeof value !== 'object' || value === null) return;
  const objects = Array.isArray(value) ? value : [value];
  for (const object of objects) {
    for (const [name, member] of Object.entries(object as object)) check(shape[name], member, `${path}.${name}`, type);
  }
}

/** A resource of this name is there, and this stack did not make it: there is nothing to mend or to take over. */
export class AlreadyExists extends Error {}

/** Runs `create`; when the resource is there already and this deploy may take it over, gives undefined instead of the error. */
export async function unlessThere<T>(context: ResourceContext, exists: string, create: () => Promise<T>): Promise<T | undefined> {
  try {
    return await create();
  } catch (error) {
    if ((error as Error).name !== exists) throw error;
    if (context.takeOver) return undefined;
    throw new AlreadyExists((error as Error).message, { cause: error });
  }
}

/** Runs a removal; what is gone already is no failure. */
export async function ifThere(missing: string, remove: () => Promise<unknown>): Promise<void> {
  try {
    await remove();
  } catch (error) {
    if ((error as Error).name !== missing) throw error;
  }
}
