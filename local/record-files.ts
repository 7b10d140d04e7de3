import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileName } from './file-name.ts';

/** The files of one table: a record's JSON text each, named after its key. */
export class RecordFiles {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** Undefined removes it. */
  write(key: string, text: string | undefined): void {
    const file = this.#file(key);
    if (text === undefined) return void rmSync(file, { force: true });
    mkdirSync(this.#dir, { recursive: true });
    // A name that is a hash does not tell its key: the first line does.
    writeFileSync(`${file}.tmp`, isHash(fileName(key)) ? `${JSON.stringify(key)}\n${text}` : text);
    renameSync(`${file}.tmp`, file);
  }

  read(key: string): string | undefined {
    try {
      const text = readFileSync(this.#file(key), 'utf8');
      return isHash(fileName(key)) ? text.slice(text.indexOf('\n') + 1) : text;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  keys(): string[] {
    let names: string[] = [];
    try {
      names = readdirSync(this.#dir);
    } catch {
      return []; // no folder yet: an empty table
    }
    return names
      .sort()
      .filter((name) => name.endsWith('.json'))
      .map((name) => {
        if (!isHash(name)) return decodeURIComponent(name.slice(0, -'.json'.length));
        const text = readFileSync(join(this.#dir, name), 'utf8');
        return JSON.parse(text.slice(0, text.indexOf('\n'))) as string;
      });
  }

  /** All of them, by key. */
  load(): Map<string, string> {
    return new Map(this.keys().map((key) => [key, this.read(key) ?? 'null']));
  }

  #file(key: string): string {
    return join(this.#dir, `${fileName(key)}.json`);
  }
}

const isHash = (name: string): boolean => name.startsWith('=');

/** Rows of which only the keys are in memory. */
export class RowsOnDisk {
  readonly #files: RecordFiles;
  readonly #keys: Set<string>;

  constructor(files: RecordFiles) {
    this.#files = files;
    this.#keys = new Set(files.keys());
  }

  get(key: string): string | undefined {
    return this.#keys.has(key) ? this.#files.read(key) : undefined;
  }

  /** The file is written by then. */
  set(key: string, _text: string): void {
    this.#keys.add(key);
  }

  delete(key: string): boolean {
    return this.#keys.delete(key);
  }

  keys(): SetIterator<string> {
    return this.#keys.keys();
  }

  *values(): MapIterator<string> {
    for (const key of this.#keys) yield this.#files.read(key) ?? 'null';
    return undefined;
  }
}
