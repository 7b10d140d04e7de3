import { MemoryStore, type Table } from '../../local/store.ts';

/**
 * Records in memory over a snapshot that all runs of a process share: a world begins with a copy of a few Maps. What is read is frozen and
 * not copied, so that a service that changes a record it has read is found out instead of changing another run.
 */
export class SimulatedStore extends MemoryStore {
  readonly #base: ReadonlyMap<string, ReadonlyMap<string, unknown>>;
  readonly #tables = new Map<string, Map<string, unknown>>();

  constructor(base: ReadonlyMap<string, ReadonlyMap<string, unknown>> = new Map()) {
    super();
    this.#base = base;
  }

  override table<T>(name: string): Table<T> {
    let rows = this.#tables.get(name) as Map<string, T> | undefined;
    if (!rows) {
      rows = new Map(this.#base.get(name) as ReadonlyMap<string, T> | undefined);
      this.#tables.set(name, rows);
    }
    return new SharedTable(rows);
  }

  /** All that is kept now, to begin other worlds with. */
  rows(): Map<string, ReadonlyMap<string, unknown>> {
    return new Map([...this.#base, ...this.#tables]);
  }
}

class SharedTable<T> implements Table<T> {
  readonly #rows: Map<string, T>;

  constructor(rows: Map<string, T>) {
    this.#rows = rows;
  }

  get(key: string): T | undefined {
    return this.#rows.get(key);
  }

  set(key: string, value: T): void {
    this.#rows.set(key, plain(value) as T);
  }

  delete(key: string): boolean {
    return this.#rows.delete(key);
  }

  keys(): string[] {
    return [...this.#rows.keys()];
  }

  values(): T[] {
    return [...this.#rows.values()];
  }
}

/** As JSON would keep it: a frozen copy without what is undefined; what is frozen already came from here. */
function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (value instanceof Date) return new Date(value.getTime());
  if (Array.isArray(value)) return Object.freeze(value.map((item) => plain(item ?? null)));
  const copy: Record<string, unknown> = {};
  for (const key in value) {
    const member = (value as Record<string, unknown>)[key];
    if (member !== undefined) copy[key] = plain(member);
  }
  return Object.freeze(copy);
}
