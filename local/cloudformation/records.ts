import type { World } from '../world.ts';
import type { Made, Properties } from './resource-type.ts';

/** As CloudFormation names them, for stacks that are deployed without rollback. */
export type StackStatus = `${'CREATE' | 'UPDATE' | 'DELETE'}_${'IN_PROGRESS' | 'COMPLETE' | 'FAILED'}`;

/** A stack: one that is there, or one that was deleted. */
export interface StackRecord {
  readonly name: string;
  /** Its ARN, with a part of its own: a stack of the same name made later is another one. */
  readonly id: string;
  readonly status: StackStatus;
  readonly statusReason?: string;
  readonly description?: string;
  readonly created: Date;
  readonly updated?: Date;
  readonly deleted?: Date;
  /** Of the template and all that its values come from; undefined while a deploy is under way or after one that failed. */
  readonly fingerprint?: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** Output → the name it is exported under. */
  readonly exportNames: Readonly<Record<string, string>>;
  /** The exports of other stacks that this one uses. */
  readonly imports: readonly string[];
  /** Logical ids that its deletion was told to leave alone. */
  readonly retain?: readonly string[];
  /** What a deletion has dealt with so far. */
  readonly removed?: readonly RemovedResource[];
}

/** What became of a resource when its stack was deleted: skipped means that it is still there. */
export interface RemovedResource {
  readonly logicalId: string;
  readonly type: string;
  readonly id?: string;
  readonly status: 'DELETE_COMPLETE' | 'DELETE_SKIPPED';
  readonly at: Date;
}

/** One resource of a stack: as it is wanted, and what was made of it. */
export interface ResourceRecord {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Properties;
  /** `making`, `changing` and `removing`: when nothing is under way, it broke off in the middle; the next try does it again. */
  readonly state: 'making' | 'there' | 'changing' | 'changed' | 'removing';
  /** Why it could not be removed. */
  readonly reason?: string;
  readonly at?: Date;
  /** Undefined until it is made. */
  readonly made?: Made;
  readonly deletionPolicy?: string;
  readonly updateReplacePolicy?: string;
  /** Position in the order of making: removal goes backwards. */
  readonly order: number;
  /** Logical ids: those stay for as long as this one cannot be removed. */
  readonly dependsOn: readonly string[];
  /** How often it was replaced: a part of generated names. */
  readonly generation: number;
}

/** Where the local CloudFormation keeps what it made. One record per resource, so that a change writes one small file. */
export function records(world: World) {
  const resources = world.store.table<ResourceRecord>('cloudformation/resources');
  return {
    /** Those that are there by name, deleted ones by id. */
    stacks: world.store.table<StackRecord>('cloudformation/stacks'),
    resources: {
      all: () => resources.values(),
      of: (stack: string) => resources.values().filter((record) => record.stack === stack),
      set: (record: ResourceRecord) => resources.set(key(record), { ...record, at: new Date(world.clock.now()) }),
      delete: (record: ResourceRecord) => resources.delete(key(record)),
    },
  };
}

// A replaced resource stays on record under its generation until it is deleted.
const key = ({ stack, logicalId, generation }: ResourceRecord) => `${stack}/${logicalId}/${generation}`;

/** The newest record of each resource: older generations wait for their removal. */
export function latest(all: readonly ResourceRecord[]): Map<string, ResourceRecord> {
  const newest = new Map<string, ResourceRecord>();
  for (const record of all) {
    if ((newest.get(record.logicalId)?.generation ?? -1) < record.generation) newest.set(record.logicalId, record);
  }
  return newest;
}
