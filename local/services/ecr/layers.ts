import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { MemoryStore } from '../../store.ts';
import type { World } from '../../world.ts';
import { repositoryDir } from './repositories.ts';

export const digestPattern = /^sha256:[0-9a-f]{64}$/;

export const digestOf = (content: Uint8Array | string): string => `sha256:${createHash('sha256').update(content).digest('hex')}`;

/** The size of a blob (or manifest) of a repository; undefined when it is not there. */
export function blobSize(world: World, repository: string, digest: string): number | undefined {
  const held = manifests(world)?.get(`${repository}@${digest}`);
  if (held !== undefined) return Buffer.byteLength(held);
  return digestPattern.test(digest) ? statSync(blobPath(world, repository, digest), { throwIfNoEntry: false })?.size : undefined;
}

export function readLayer(world: World, repository: string, digest: string): Readable {
  return createReadStream(blobPath(world, repository, digest));
}

/** A manifest's text, byte for byte as it was pushed: its digest is the image's name. */
export function readManifest(world: World, repository: string, digest: string): string {
  return manifests(world)?.get(`${repository}@${digest}`) ?? readFileSync(blobPath(world, repository, digest), 'utf8');
}

export function writeManifest(world: World, repository: string, content: Uint8Array | string): string {
  const digest = digestOf(content);
  const held = manifests(world);
  if (held) {
    held.set(`${repository}@${digest}`, Buffer.from(content).toString('utf8'));
    return digest;
  }
  const path = blobPath(world, repository, digest);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(`${path}.tmp`, content);
  renameSync(`${path}.tmp`, path);
  return digest;
}

export function removeBlob(world: World, repository: string, digest: string): void {
  manifests(world)?.delete(`${repository}@${digest}`);
  rmSync(blobPath(world, repository, digest), { force: true });
}

/** Appends to an upload, whose size is its own record. Answers the new size. */
export async function appendUpload(world: World, repository: string, id: string, body: Readable): Promise<number> {
  const path = uploadPath(world, repository, id);
  await pipeline(body, createWriteStream(path, { flags: 'a' }));
  return statSync(path).size;
}

export function beginUpload(world: World, repository: string, id: string): void {
  const path = uploadPath(world, repository, id);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, '');
}

/** The bytes an upload holds so far; undefined when there is no such upload. The id comes from a URL. */
export function uploadSize(world: World, repository: string, id: string): number | undefined {
  return /^[0-9a-f-]{36}$/.test(id) ? statSync(uploadPath(world, repository, id), { throwIfNoEntry: false })?.size : undefined;
}

/** Makes an upload a blob if its content has the digest; else, or when given up, removes it. */
export async function finishUpload(world: World, repository: string, id: string, digest: string): Promise<boolean> {
  const upload = uploadPath(world, repository, id);
  const hash = createHash('sha256');
  await pipeline(createReadStream(upload), hash);
  if (`sha256:${hash.digest('hex')}` !== digest) {
    rmSync(upload, { force: true });
    return false;
  }
  const path = blobPath(world, repository, digest);
  mkdirSync(join(path, '..'), { recursive: true });
  renameSync(upload, path);
  return true;
}

export function cancelUpload(world: World, repository: string, id: string): void {
  rmSync(uploadPath(world, repository, id), { force: true });
}

/** Where the world's records are in memory the manifests are there too; layers are files always. */
const manifests = ({ store }: World) => (store instanceof MemoryStore ? store.table<string>('ecr/manifests') : undefined);

const blobPath = (world: World, repository: string, digest: string) =>
  join(repositoryDir(world, repository), 'blobs', digest.slice('sha256:'.length));
const uploadPath = (world: World, repository: string, id: string) => join(repositoryDir(world, repository), 'uploads', id);
