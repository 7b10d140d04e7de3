import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import { inflateRawSync } from 'node:zlib';

/** Why a source is no zip that can be used. */
export class ZipFault extends Error {
  override readonly name = 'ZipFault';
}

/** Unpacks a zip with its modes and links, nothing outside of `folder`. fflate would drop the modes, and a script must stay executable. */
export function unzip(zip: Buffer, folder: string): number {
  // The end record is at least 22 bytes from the end, further if the zip has a comment.
  const end = zip.lastIndexOf('PK\x05\x06');
  if (end < 0) throw new ZipFault('it is not a zip');
  const count = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  for (let i = 0; i < count; i++) {
    if (zip.readUInt32LE(at) !== 0x02014b50) throw new ZipFault('its directory is damaged');
    const [nameLength, extraLength, commentLength] = [zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30), zip.readUInt16LE(at + 32)];
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    const mode = zip.readUInt32LE(at + 38) >>> 16;
    write(folder, name, mode, () => content(zip, at));
    at += 46 + nameLength + extraLength + commentLength;
  }
  return count;
}

function content(zip: Buffer, at: number): Buffer {
  const method = zip.readUInt16LE(at + 10);
  const size = zip.readUInt32LE(at + 20);
  const local = zip.readUInt32LE(at + 42);
  const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
  const packed = zip.subarray(start, start + size);
  if (method === 0) return packed;
  if (method === 8) return inflateRawSync(packed);
  throw new ZipFault(`it is packed with method ${method}; expected deflate`);
}

function write(folder: string, name: string, mode: number, read: () => Buffer): void {
  const path = normalize(join(folder, name));
  if (!path.startsWith(folder + sep) && path !== folder) throw new ZipFault(`the entry "${name}" leads out of the source`);
  if (name.endsWith('/')) return void mkdirSync(path, { recursive: true });
  mkdirSync(dirname(path), { recursive: true });
  const kind = mode & 0o170000;
  if (kind === 0o120000) {
    const target = read().toString('utf8');
    const leadsTo = normalize(join(dirname(path), target));
    if (target.startsWith('/') || !leadsTo.startsWith(folder + sep)) throw new ZipFault(`the link "${name}" leads out of the source`);
    symlinkSync(target, path);
    return;
  }
  writeFileSync(path, read());
  chmodSync(path, mode & 0o111 ? 0o755 : 0o644);
}
