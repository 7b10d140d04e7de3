import type { World } from '../../../../../local/world.ts';
import type { VirtualClock } from '../../../../support/virtual-clock.ts';

/** What the rows of the table work with. */
export interface Bench {
  readonly world: World;
  readonly clock: VirtualClock;
  // biome-ignore lint/suspicious/noExplicitAny: answers of every operation.
  call(service: string, operation: string, input?: object): Promise<any>;
}

/** One paged operation: how items of its list come and go, and how it is asked. */
export interface Paged {
  readonly operation: `${string} ${string}`;
  /** The list it makes, where it is not that of all. */
  readonly input?: object;
  /** Another list of the same operation, which has no use for the first one's token. */
  readonly other?: object;
  readonly size?: string;
  readonly token?: readonly [asked: string, answered: string];
  /** How many make more than a page, where the size cannot be asked for. */
  readonly fixed?: number;
  readonly refusal: string;
  prepare?(bench: Bench): Promise<void>;
  add(bench: Bench, id: string): unknown;
  /** None: they cannot go. */
  remove?(bench: Bench, id: string): unknown;
  /** Moves an item within the list. */
  touch?(bench: Bench, id: string): unknown;
  // biome-ignore lint/suspicious/noExplicitAny: answers of every operation.
  ids(answer: any): string[];
}

export const lower = { size: 'maxResults', token: ['nextToken', 'nextToken'] } as const;
export const upper = { size: 'MaxResults', token: ['NextToken', 'NextToken'] } as const;

/** One member of every row of an answer. */
export const each = (rows: readonly object[], member: string): string[] =>
  rows.map((row) => (row as Record<string, string>)[member] as string);

/** Items that are records of the store: for what takes too much to be created. */
export const records = (name: string, record: (id: string, at: Date) => object) => ({
  add: ({ world, clock }: Bench, id: string) => world.store.table<object>(name).set(id, record(id, new Date(clock.now()))),
  remove: ({ world }: Bench, id: string) => void world.store.table(name).delete(id),
});
