import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { create, extract, list, type ReadEntry } from 'tar';

/**
 * Packs a folder so that equal content gives equal bytes: sorted names, no times, no owners. Empty folders are left out.
 * @returns the number of files
 */
export async function packFolder(folder: string, file: string): Promise<number> {
  const names = await filesBelow(folder);
  // A leading `@` would make tar read the file as an archive.
  const entries = names.length > 0 ? names.map((name) => (name.startsWith('@') ? `./${name}` : name)) : ['.'];
  const archive = create({ cwd: folder, portable: true, mtime: new Date(0), noDirRecurse: true }, entries);
  // Node's own gzip works beside this thread, where tar's stops the world for a second at a time. Level 1: time counts here, bytes do not.
  await pipeline(archive as unknown as Readable, createGzip({ level: 1 }), createWriteStream(file));
  return names.length;
}

/** Why a model archive cannot be served. */
export class ArchiveFault extends Error {}

/**
 * Unpacks a `model.tar.gz`.
 * @throws ArchiveFault when it is no tar.gz or holds a link, which SageMaker refuses (SageMaker guide, "your tarball can't contain symlinks")
 */
export async function unpack(archive: Readable, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  let link: string | undefined;
  const filter = (path: string, entry: unknown) => {
    if (!isLink(entry as ReadEntry)) return true;
    link ??= path;
    return false;
  };
  await reading(archive, extract({ cwd: folder, strict: true, filter, noChmod: true }));
  if (link !== undefined) throw new ArchiveFault(`it holds the link ${link}`);
}

/**
 * The first link in a `model.tar.gz`, without unpacking it.
 * @throws ArchiveFault when it is no tar.gz
 */
export async function firstLink(archive: Readable | Uint8Array): Promise<string | undefined> {
  const isWhole = archive instanceof Uint8Array;
  // Said without zlib, which works in another thread: a simulation's clock would not wait for it.
  if (isWhole && (archive[0] !== 0x1f || archive[1] !== 0x8b)) throw new ArchiveFault('incorrect header check');
  let link: string | undefined;
  const onReadEntry = (entry: ReadEntry) => {
    if (isLink(entry)) link ??= entry.path;
  };
  await reading(isWhole ? Readable.from([archive]) : archive, list({ strict: true, onReadEntry }));
  return link;
}

async function reading(archive: Readable, sink: NodeJS.WritableStream): Promise<void> {
  try {
    await pipeline(archive, createGunzip(), sink);
  } catch (error) {
    // tar's own faults have a code of theirs; a broken read of the object has not.
    if (isTarFault(error)) throw new ArchiveFault((error as Error).message);
    throw error;
  }
}

const isLink = ({ type }: ReadEntry): boolean => type === 'SymbolicLink' || type === 'Link';

function isTarFault(error: unknown): boolean {
  const code = (error as { code?: string; tarCode?: string }).tarCode ?? (error as { code?: string }).code ?? '';
  return code.startsWith('TAR_') || code.startsWith('Z_');
}

async function filesBelow(folder: string): Promise<string[]> {
  const found: string[] = [];
  const walk = async (path: string) => {
    for (const entry of await readdir(join(folder, path), { withFileTypes: true })) {
      const name = path ? `${path}/${entry.name}` : entry.name;
      if (entry.isDirectory()) await walk(name);
      else found.push(name);
    }
  };
  await walk('');
  return found.sort();
}

/** A file's bytes as a stream. */
export const openFile = (path: string): Readable => createReadStream(path);
