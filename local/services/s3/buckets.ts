import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { MemoryStore, type Store } from '../../store.ts';
import type { World } from '../../world.ts';
import { noSuchBucket } from './errors.ts';
import { BucketObjects } from './objects.ts';
import { diskShelf, memoryShelf } from './shelf.ts';

export interface BucketRecord {
  readonly name: string;
  readonly created: Date;
  /** What the Put… operations stored, by the operation's noun: `BucketVersioning`, `BucketPolicy`, … */
  readonly settings: Readonly<Record<string, Record<string, unknown>>>;
}

export interface Bucket {
  readonly record: BucketRecord;
  readonly objects: BucketObjects;
  readonly versioned: boolean;
  /** The bucket's folder; parts of uploads under way are files also where the objects are in memory. */
  readonly dir: string;
}

/** Open indexes by world (its store stands for it), so that each is read from disk once. */
const open = new WeakMap<Store, Map<string, BucketObjects>>();

/** @throws NoSuchBucket */
export function bucketOf(world: World, name: string): Bucket {
  const record = bucketTable(world).get(name);
  if (!record) throw noSuchBucket(name);
  return {
    record,
    objects: objectsOf(world, name),
    versioned: record.settings.BucketVersioning?.Status === 'Enabled',
    dir: folder(world, name),
  };
}

export function bucketTable(world: World) {
  return world.store.table<BucketRecord>('s3/buckets');
}

export function bucketArn(world: World, name: string): string {
  return `arn:${world.partition}:s3:::${name}`;
}

/** Keeps a bucket's setting; the deploy makes them all, few change what this world does. */
export function changeSetting(world: World, name: string, noun: string, value: Record<string, unknown> | undefined): void {
  const { record } = bucketOf(world, name);
  const settings = { ...record.settings };
  if (value) settings[noun] = value;
  else delete settings[noun];
  bucketTable(world).set(name, { ...record, settings });
}

/** Removes the bucket's folder: on deletion, and before a creation, should an older world have left one. */
export function clearBucket(world: World, name: string): void {
  open.get(world.store)?.delete(name);
  rmSync(folder(world, name), { recursive: true, force: true });
}

/** Gives a store in memory the objects that another such store has by now: worlds that begin where one was. */
export function copyObjects(from: Store, to: Store): void {
  const copies = new Map<string, BucketObjects>();
  for (const [name, { shelf, index }] of open.get(from) ?? []) {
    const copy = shelf.copy?.(index);
    if (copy) copies.set(name, new BucketObjects(copy));
  }
  open.set(to, copies);
}

function objectsOf(world: World, name: string): BucketObjects {
  const buckets = open.get(world.store) ?? new Map<string, BucketObjects>();
  open.set(world.store, buckets);
  const known = buckets.get(name);
  if (known) return known;
  const shelf = world.store instanceof MemoryStore ? memoryShelf() : diskShelf(folder(world, name));
  const objects = new BucketObjects(shelf);
  buckets.set(name, objects);
  return objects;
}

const folder = (world: World, name: string): string => join(world.dataDir, 's3', name);
