import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { type Body, holdBlob, readBlob, type WrittenBlob, writeBlob } from './blobs.ts';
import type { ChecksumAlgorithm } from './checksum.ts';
import type { ObjectVersion } from './objects.ts';

/** Where the contents and the index of one bucket lie. */
export interface Shelf {
  load(): Map<string, readonly ObjectVersion[]>;
  /** Puts down what versions a key has; empty: the key goes. */
  index(key: string, versions: readonly ObjectVersion[]): void;
  write(blob: string, body: Body, algorithm?: ChecksumAlgorithm): Promise<WrittenBlob>;
  /** The bytes `start` to `end`, both included. */
  read(blob: string, start: number, end: number): Promise<Readable | Uint8Array>;
  remove(blob: string): void;
  /** A blob's bytes without waiting. In memory only. */
  held?(blob: string): Uint8Array | undefined;
  /** Another shelf with the same contents, by reference. In memory only. */
  copy?(index: ReadonlyMap<string, readonly ObjectVersion[]>): Shelf;
}

/**
 * Contents under `data/`, one JSON file per key under `index/`. A write is committed by renaming the key's index file, so a kill -9 leaves
 * the old object or the new one. Keys are hashed for file names because S3 allows `a` beside `a/b`, `..`, and 1024 bytes.
 */
export function diskShelf(dir: string): Shelf {
  for (const folder of ['data', 'index', 'uploads']) mkdirSync(join(dir, folder), { recursive: true });
  const pathOf = (blob: string) => join(dir, 'data', blob);
  const remove = (blob: string) => rmSync(pathOf(blob), { force: true });
  return {
    load: () => {
      const loaded = new Map<string, readonly ObjectVersion[]>();
      const named = new Set<string | undefined>();
      for (const name of readdirSync(join(dir, 'index'))) {
        if (!name.endsWith('.json')) continue;
        const { key, versions } = JSON.parse(readFileSync(join(dir, 'index', name), 'utf8')) as { key: string; versions: ObjectVersion[] };
        loaded.set(key, versions);
        for (const { blob } of versions) named.add(blob);
      }
      // What a killed process left: contents that were never committed.
      for (const blob of readdirSync(join(dir, 'data'))) if (!named.has(blob)) remove(blob);
      return loaded;
    },
    index: (key, versions) => {
      const file = join(dir, 'index', `${createHash('sha256').update(key).digest('hex')}.json`);
      if (versions.length === 0) return rmSync(file, { force: true });
      writeFileSync(`${file}.tmp`, JSON.stringify({ key, versions }));
      renameSync(`${file}.tmp`, file);
    },
    write: (blob, body, algorithm) => writeBlob(pathOf(blob), body, algorithm),
    read: (blob, start, end) => readBlob(pathOf(blob), start, end),
    remove,
  };
}

/** For a world whose records are in memory: it writes no file. */
export function memoryShelf(
  index: ReadonlyMap<string, readonly ObjectVersion[]> = new Map(),
  held?: ReadonlyMap<string, Uint8Array>,
): Shelf {
  const blobs = new Map(held);
  return {
    load: () => new Map(index),
    index: () => {},
    write: async (blob, body, algorithm) => {
      const { bytes, ...written } = await holdBlob(body, algorithm);
      blobs.set(blob, bytes);
      return written;
    },
    read: async (blob, start, end) => {
      const bytes = blobs.get(blob);
      if (!bytes) throw new Error(`expected the contents ${blob}: the index names them`);
      return bytes.subarray(start, end + 1);
    },
    remove: (blob) => void blobs.delete(blob),
    held: (blob) => blobs.get(blob),
    copy: (now) => memoryShelf(now, blobs),
  };
}
