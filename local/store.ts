import { join } from 'node:path';
import { RecordFiles, RowsOnDisk } from './record-files.ts';

/** Named records of one service, kept as JSON values. A record read is a copy: change it with `set`. */
export interface Table<T> {
  get(key: string): T | undefined;
  set(key: string, value: T): void;
  delete(key: string): boolean;
  keys(): string[];
  values(): T[];
}

/** Where the local services keep their state, so that a restart (or a simulation) can swap files for memory. */
export interface Store {
  /** `name` is a path such as `sagemaker/endpoints`. `on disk`: only the keys are in memory, for what may be many and large. */
  table<T>(name: string, kept?: 'on disk'): Table<T>;
}

/** What a Map is to a table. */
interface Rows extends Pick<Map<string, string>, 'get' | 'delete' | 'keys' | 'values'> {
  set(key: string, text: string): unknown;
}

export class MemoryStore implements Store {
  readonly #tables = new Map<string, Map<string, string>>();

  table<T>(name: string): Table<T> {
    const rows = this.#tables.get(name) ?? new Map<string, string>();
    this.#tables.set(name, rows);
    return tableOver<T>(rows, () => {});
  }
}

/** One JSON file per record, replaced by rename so that a kill -9 leaves the old or the new record, never half of one. */
export class FileStore implements Store {
  readonly #tables = new Map<string, Rows>();
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  table<T>(name: string, kept?: 'on disk'): Table<T> {
    const files = new RecordFiles(join(this.#dir, name));
    const rows = this.#tables.get(name) ?? (kept === 'on disk' ? new RowsOnDisk(files) : files.load());
    this.#tables.set(name, rows);
    return tableOver<T>(rows, (key, text) => files.write(key, text));
  }
}

function tableOver<T>(rows: Rows, persist: (key: string, text: string | undefined) => void): Table<T> {
  return {
    get: (key) => {
      const text = rows.get(key);
      return text === undefined ? undefined : (JSON.parse(text, revive) as T);
    },
    set: (key, value) => {
      const text = JSON.stringify(value, mark);
      // The file first: where it cannot be written, what is read stays what is kept.
      persist(key, text);
      rows.set(key, text);
    },
    delete: (key) => {
      const had = rows.delete(key);
      if (had) persist(key, undefined);
      return had;
    },
    keys: () => [...rows.keys()],
    values: () => [...rows.values()].map((text) => JSON.parse(text, revive) as T),
  };
}

function mark(this: unknown, key: string, value: unknown): unknown {
  const raw = (this as Record<string, unknown>)[key];
  return raw instanceof Date ? { $date: raw.getTime() } : value;
}

function revive(_key: string, value: unknown): unknown {
  const date = (value as { $date?: unknown } | null)?.$date;
  return typeof date === 'number' ? new Date(date) : value;
}
