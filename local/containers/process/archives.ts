import { closeSync, openSync, readSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { constants, gunzipSync } from 'node:zlib';
import { CopyFault } from './copy.ts';

const blockSize = 512;

/**
 * Whether ADD unpacks this file: Docker looks at what is in it, not at its name.
 * @throws CopyFault for a tar of a compression that Node does not read
 */
export function isArchive(file: string): boolean {
  const start = head(file);
  const packing =
    start.subarray(0, 3).toString('latin1') === 'BZh' ? 'bzip2' : start.subarray(1, 5).toString('latin1') === '7zXZ' ? 'xz' : '';
  if (packing !== '' && /\.(tar\.\w+|t[bx]z2?)$/.test(file))
    throw new CopyFault(`ADD would unpack ${packing}, which process mode does not read: pack the archive with gzip.`);
  return isTar(start[0] === 0x1f && start[1] === 0x8b ? unpacked(start) : start);
}

/** Unpacks an archive into a folder, as ADD does; nothing is written outside of it, nor through a link. */
export async function unpackArchive(file: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const { extract } = await import('tar');
  await extract({ file, cwd: folder, preserveOwner: false });
}

const isTar = (block: Buffer) => block.subarray(257, 262).toString('latin1') === 'ustar';

function unpacked(start: Buffer): Buffer {
  try {
    // Only the beginning of the file is here: without this flag zlib wants its end.
    return gunzipSync(start, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return Buffer.alloc(0); // begins like gzip and is none
  }
}

function head(file: string): Buffer {
  const descriptor = openSync(file, 'r');
  try {
    const block = Buffer.alloc(32 * blockSize);
    return block.subarray(0, readSync(descriptor, block, 0, block.length, 0));
  } finally {
    closeSync(descriptor);
  }
}
