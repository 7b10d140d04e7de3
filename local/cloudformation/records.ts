import type { World } from '../world.ts';
import type { Made, Properties } from './resource-type.ts';

/** A deployed stack. */
export interface StackRecord {
  readonly name: string;
  /** Of the template and all that its values come from; undefined while a deploy is under way or after one that failed. */
  readonly fingerprint?: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** Export name → value. */
  readonly exports: Readonly<Record<string, string>>;
}

/** One resource of a stack: as it is wanted, and what was made of it. */
export interface ResourceRecord {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Properties;
  /** `making` and `changing`: a deploy broke off in the middle; the next one does it again. */
  readonly state: 'making' | 'changing' | 'there';
  /** Undefined until it is made. */
  readonly made?: Made;
  readonly deletionPolicy?: string;
  readonly updateReplacePolicy?: string;
  /** Position in the order of making: removal goes backwards. */
  readonly order: number;
  /** How often it was replaced: a part of generated names. */
  readonly generation: number;
}

/** Where the local CloudFormation keeps what it made. One record per resource, so that a change writes one small file. */
export function records(world: World) {
  const resources = world.store.table<ResourceRecord>('cloudformation/resources');
  return {
    stacks: world.store.table<StackRecord>('cloudformation/stacks'),
    resources: {
      of: (stack: string) => resources.values().filter((record) => record.stack === stack),
      set: (record: ResourceRecord) => resources.set(key(record), record),
      delete: (record: ResourceRecord) => resources.delete(key(record)),
    },
  };
}

// A replaced resource stays on record under its generation until it is deleted.
const key = ({ stack, logicalId, generation }: ResourceRecord) => `${stack}/${logicalId}/${generation}`;
