import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileName } from './file-name.ts';

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
  /** `name` is a path such as `sagemaker/endpoints`. */
  table<T>(name: string): Table<T>;
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
  readonly #tables = new Map<string, Map<string, string>>();
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  table<T>(name: string): Table<T> {
    const dir = join(this.#dir, name);
    const rows = this.#tables.get(name) ?? load(dir);
    this.#tables.set(name, rows);
    return tableOver<T>(rows, (key, text) => {
      const name = fileName(key);
      const file = join(dir, `${name}.json`);
      if (text === undefined) return rmSync(file, { force: true });
      mkdirSync(dir, { recursive: true });
      // A name that is a hash does not tell its key: the first line does.
      writeFileSync(`${file}.tmp`, name.startsWith('=') ? `${JSON.stringify(key)}\n${text}` : text);
      renameSync(`${file}.tmp`, file);
    });
  }
}

function load(dir: string): Map<string, string> {
  const rows = new Map<string, string>();
  let names: string[] = [];
  try {
    names = readdirSync(dir);
  } catch {
    return rows; // no folder yet: an empty table
  }
  for (const name of names.sort()) {
    if (!name.endsWith('.json')) continue;
    const text = readFileSync(join(dir, name), 'utf8');
    const end = text.indexOf('\n');
    if (name.startsWith('=')) rows.set(JSON.parse(text.slice(0, end)), text.slice(end + 1));
    else rows.set(decodeURIComponent(name.slice(0, -5)), text);
  }
  return rows;
}

function tableOver<T>(rows: Map<string, string>, persist: (key: string, text: string | undefined) => void): Table<T> {
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
