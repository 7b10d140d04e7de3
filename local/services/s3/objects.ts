import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Checksum } from './checksum.ts';

/** One version of one object. `etag` has no quotes; `blob` is its file under `data/`, absent for a delete marker. */
export interface ObjectVersion {
  readonly versionId: string;
  readonly blob?: string;
  readonly size: number;
  readonly etag: string;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
  /** ContentType, CacheControl, … by their API names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, string>>;
  readonly checksum?: Checksum;
}

/**
 * The objects of one bucket on disk: contents under `data/`, one JSON file per key under `index/`. A write is
 * committed by renaming the key's index file, so a kill -9 leaves the old object or the new one. Keys are hashed for
 * file names because S3 allows `a` beside `a/b`, `..`, and 1024 bytes.
 */
export class BucketObjects {
  readonly dir: string;
  readonly #versions = new Map<string, readonly ObjectVersion[]>();
  #sorted: string[] | undefined;

  constructor(dir: string) {
    this.dir = dir;
    for (const folder of ['data', 'index', 'uploads']) mkdirSync(join(dir, folder), { recursive: true });
    this.#load();
  }

  /** The versions of a key, newest first; empty when there is none. */
  versions(key: string): readonly ObjectVersion[] {
    return this.#versions.get(key) ?? [];
  }

  /** The object a plain GET finds: not a delete marker. */
  current(key: string): ObjectVersion | undefined {
    const newest = this.versions(key)[0];
    return newest?.blob === undefined ? undefined : newest;
  }

  get empty(): boolean {
    return this.#versions.size === 0;
  }

  /** Keys in S3's order, that of their UTF-8 bytes. */
  keys(): readonly string[] {
    this.#sorted ??= [...this.#versions.keys()]
      .map((key) => Buffer.from(key))
      .sort(Buffer.compare)
      .map(String);
    return this.#sorted;
  }

  blobPath(blob: string): string {
    return join(this.dir, 'data', blob);
  }

  /** Replaces a key's versions in one step and removes the contents that no version names any more. */
  commit(key: string, versions: readonly ObjectVersion[]): void {
    const before = this.versions(key);
    const file = join(this.dir, 'index', `${createHash('sha256').update(key).digest('hex')}.json`);
    if (before.length === 0 || versions.length === 0) this.#sorted = undefined;
    if (versions.length === 0) {
      rmSync(file, { force: true });
      this.#versions.delete(key);
    } else {
      writeFileSync(`${file}.tmp`, JSON.stringify({ key, versions }));
      renameSync(`${file}.tmp`, file);
      this.#versions.set(key, versions);
    }
    const kept = new Set(versions.map((version) => version.blob));
    for (const { blob } of before) if (blob !== undefined && !kept.has(blob)) rmSync(this.blobPath(blob), { force: true });
  }

  /** Reads the index, then removes what a killed process left: contents that were never committed. */
  #load(): void {
    const blobs = new Set<string>();
    for (const name of readdirSync(join(this.dir, 'index'))) {
      if (!name.endsWith('.json')) continue;
      const { key, versions } = JSON.parse(readFileSync(join(this.dir, 'index', name), 'utf8'));
      this.#versions.set(key, versions);
      for (const { blob } of versions) blobs.add(blob);
    }
    for (const blob of readdirSync(join(this.dir, 'data'))) if (!blobs.has(blob)) rmSync(this.blobPath(blob));
  }
}
