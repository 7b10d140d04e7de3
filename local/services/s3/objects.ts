import type { Checksum } from './checksum.ts';
import type { Shelf } from './shelf.ts';

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

/** The objects of one bucket: the index of what is there, over a shelf with the contents. */
export class BucketObjects {
  readonly shelf: Shelf;
  readonly #versions: Map<string, readonly ObjectVersion[]>;
  #sorted: string[] | undefined;

  constructor(shelf: Shelf) {
    this.shelf = shelf;
    this.#versions = shelf.load();
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

  /** Every key with its versions, as {@link Shelf.load} gives them. */
  get index(): ReadonlyMap<string, readonly ObjectVersion[]> {
    return this.#versions;
  }

  /** Keys in S3's order, that of their UTF-8 bytes. */
  keys(): readonly string[] {
    this.#sorted ??= [...this.#versions.keys()]
      .map((key) => Buffer.from(key))
      .sort(Buffer.compare)
      .map(String);
    return this.#sorted;
  }

  /** Replaces a key's versions in one step and removes the contents that no version names any more. */
  commit(key: string, versions: readonly ObjectVersion[]): void {
    const before = this.versions(key);
    if (before.length === 0 || versions.length === 0) this.#sorted = undefined;
    this.shelf.index(key, versions);
    if (versions.length === 0) this.#versions.delete(key);
    else this.#versions.set(key, versions);
    for (const { blob } of before) if (blob !== undefined && !versions.some((kept) => kept.blob === blob)) this.shelf.remove(blob);
  }
}
