import { createHash } from 'node:crypto';
import { createWriteStream, mkdirSync, symlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { create, extract } from 'tar';
import { folderTree } from '../dockerfile/context.ts';
import { ContainerError } from '../errors.ts';
import { inside } from './run-plan.ts';

export interface PackedLayer {
  readonly size: number;
  /** Of the compressed file, and of the tar inside (Docker's `diff_ids`). */
  readonly digest: string;
  readonly diffId: string;
}

/** Packs an image's folder as one tar.gz: the same folder always gives the same bytes, so the same digest. */
export async function packLayer(root: string, file: string): Promise<PackedLayer> {
  const names = folderTree(root).files.map((name) => name.replace(/\/$/, ''));
  const archive = create(
    { cwd: root, portable: true, mtime: new Date(0), noDirRecurse: true, follow: false },
    names.length > 0 ? names : ['.'],
  );
  const inner = hasher();
  const outer = hasher();
  // Level 1: the file goes to a folder of the same disk, so time counts and bytes do not.
  await pipeline(archive as unknown as Readable, inner.stream, createGzip({ level: 1 }), outer.stream, createWriteStream(file));
  return { size: outer.size(), digest: outer.digest(), diffId: inner.digest() };
}

/** Unpacks a layer, checking the digest on the way. Nothing can be written outside of the folder, nor through a link. */
export async function unpackLayer(body: Readable, digest: string, root: string): Promise<void> {
  const check = hasher();
  const links: { path: string; target: string }[] = [];
  // tar makes absolute links relative unless it may write anywhere; the links of a Python environment are absolute. They come last.
  const filter = (path: string, entry: { type?: string; linkpath?: string }) => {
    if (entry.type !== 'SymbolicLink' || !entry.linkpath?.startsWith('/')) return true;
    links.push({ path, target: entry.linkpath });
    return false;
  };
  const unpack = extract({ cwd: root, preserveOwner: false, filter: filter as never });
  await pipeline(body, check.stream, createGunzip(), unpack as unknown as NodeJS.WritableStream);
  if (check.digest() !== digest)
    throw new ContainerError(`a layer of digest ${digest} arrived as ${check.digest()}: it is damaged, push the image again`);
  for (const { path, target } of links) {
    const file = inside(root, path);
    mkdirSync(dirname(file), { recursive: true });
    symlinkSync(target, file);
  }
}

function hasher() {
  const hash = createHash('sha256');
  let bytes = 0;
  let result: string | undefined;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(undefined, chunk);
    },
  });
  return { stream, size: () => bytes, digest: () => (result ??= `sha256:${hash.digest('hex')}`) };
}
