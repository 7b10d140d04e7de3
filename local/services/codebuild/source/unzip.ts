import { createWriteStream } from 'node:fs';
import { chmod, type FileHandle, mkdir, open, symlink } from 'node:fs/promises';
import { dirname, join, normalize, sep } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';

/** Why a source is no zip that can be used. */
export class ZipFault extends Error {
  override readonly name = 'ZipFault';
}

/**
 * Unpacks a zip with its modes and links, nothing outside of `folder`, one file at a time. fflate would drop the modes, and a script must
 * stay executable. @throws ZipFault
 */
export async function unzip(zipFile: string, folder: string): Promise<number> {
  const zip = await open(zipFile);
  try {
    const { size } = await zip.stat();
    // The end record is at least 22 bytes from the end, further if the zip has a comment.
    const tail = await read(zip, Math.max(0, size - 22 - 0xffff), size);
    const end = tail.lastIndexOf('PK\x05\x06');
    if (end < 0) throw new ZipFault('it is not a zip');
    const count = tail.readUInt16LE(end + 10);
    const [length, start] = [tail.readUInt32LE(end + 12), tail.readUInt32LE(end + 16)];
    const directory = await read(zip, start, start + length);
    let at = 0;
    for (let i = 0; i < count; i++) {
      if (directory.length < at + 46 || directory.readUInt32LE(at) !== 0x02014b50) throw new ZipFault('its directory is damaged');
      const entry = entryAt(directory, at);
      await write(folder, entry, await content(zip, entry));
      at = entry.end;
    }
    return count;
  } finally {
    await zip.close();
  }
}

interface Entry {
  readonly name: string;
  readonly mode: number;
  readonly method: number;
  /** Bytes in the zip. */
  readonly packed: number;
  /** Of its own header in the zip. */
  readonly offset: number;
  /** Where the next entry of the directory begins. */
  readonly end: number;
}

function entryAt(directory: Buffer, at: number): Entry {
  const nameEnd = at + 46 + directory.readUInt16LE(at + 28);
  return {
    name: directory.toString('utf8', at + 46, nameEnd),
    mode: directory.readUInt32LE(at + 38) >>> 16,
    method: directory.readUInt16LE(at + 10),
    packed: directory.readUInt32LE(at + 20),
    offset: directory.readUInt32LE(at + 42),
    end: nameEnd + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32),
  };
}

/** Reads the bytes `from` to `to`, without the one at `to`; fewer where the file ends before. */
async function read(file: FileHandle, from: number, to: number): Promise<Buffer> {
  const bytes = Buffer.alloc(to - from);
  const { bytesRead } = await file.read(bytes, 0, bytes.length, from);
  return bytes.subarray(0, bytesRead);
}

async function content(zip: FileHandle, { method, packed, offset }: Entry): Promise<Readable> {
  if (method !== 0 && method !== 8) throw new ZipFault(`it is packed with method ${method}; expected deflate`);
  if (packed === 0) return Readable.from([]);
  const header = await read(zip, offset, offset + 30);
  if (header.length < 30) throw new ZipFault('it is cut off');
  const start = offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  const bytes = zip.createReadStream({ start, end: start + packed - 1, autoClose: false });
  if (method === 0) return bytes;
  const inflate = createInflateRaw();
  bytes.once('error', (error) => inflate.destroy(error)).pipe(inflate);
  return inflate;
}

async function write(folder: string, { name, mode }: Entry, bytes: Readable): Promise<void> {
  const path = normalize(join(folder, name));
  if (!path.startsWith(folder + sep) && path !== folder) throw new ZipFault(`the entry "${name}" leads out of the source`);
  if (name.endsWith('/')) return void (await mkdir(path, { recursive: true }));
  await mkdir(dirname(path), { recursive: true });
  const kind = mode & 0o170000;
  if (kind === 0o120000) {
    const target = await text(bytes);
    const leadsTo = normalize(join(dirname(path), target));
    if (target.startsWith('/') || !leadsTo.startsWith(folder + sep)) throw new ZipFault(`the link "${name}" leads out of the source`);
    return symlink(target, path);
  }
  await pipeline(bytes, createWriteStream(path)).catch((error: NodeJS.ErrnoException) => {
    throw error.code?.startsWith('Z_') ? new ZipFault(`the entry "${name}" is damaged`) : error;
  });
  await chmod(path, mode & 0o111 ? 0o755 : 0o644);
}
