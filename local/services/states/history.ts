import type { HistoryEvent } from '../../asl/index.ts';
import type { Table } from '../../store.ts';
import type { World } from '../../world.ts';

/** Events in a record: the last record is written again until it is full, so this bounds the cost of a write. */
const CHUNK = 32;

/** A history on its way into the store, in records of some events each. */
export class HistoryWriter {
  readonly #table: Table<HistoryEvent[]>;
  #open: HistoryEvent[] = [];
  #chunk = 0;
  #dirty = false;

  constructor(world: World, executionArn: string) {
    this.#table = historyTable(world, executionArn);
  }

  add(event: HistoryEvent): void {
    this.#open.push(event);
    this.#dirty = true;
    if (this.#open.length < CHUNK) return;
    this.flush();
    this.#open = [];
    this.#chunk++;
  }

  /** Writes what is new. Called whenever the interpreter waits, so that a kill loses nothing that was seen. */
  flush(): void {
    if (!this.#dirty) return;
    this.#table.set(chunkKey(this.#chunk), this.#open);
    this.#dirty = false;
  }
}

/** All events of an execution, in order. */
export function readHistory(world: World, executionArn: string): HistoryEvent[] {
  const table = historyTable(world, executionArn);
  return table
    .keys()
    .sort()
    .flatMap((key) => table.get(key) ?? []);
}

/** Adds an event to a history nobody writes any more. */
export function appendEvent(world: World, executionArn: string, type: string, details: Record<string, unknown>, previousEventId = 0): void {
  const table = historyTable(world, executionArn);
  const id = (readHistory(world, executionArn).at(-1)?.id ?? 0) + 1;
  const member: `${string}EventDetails` = `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
  const event = { timestamp: world.clock.now(), type, id, previousEventId, [member]: details } as HistoryEvent;
  table.set(chunkKey(table.keys().length), [event]);
}

function historyTable(world: World, executionArn: string): Table<HistoryEvent[]> {
  const [machine, name] = executionArn.split(':').slice(6);
  return world.store.table(`states/history/${machine}/${name}`);
}

const chunkKey = (chunk: number): string => String(chunk).padStart(5, '0');
