import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';

/** Returns the SHA-256 of a file of any size, read a chunk at a time: Node reads no file of 2 GB at once. */
export function sha256OfFile(file: string): Buffer {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(2 ** 20);
  const input = openSync(file, 'r');
  try {
    for (let length = readSync(input, buffer); length > 0; length = readSync(input, buffer)) hash.update(buffer.subarray(0, length));
  } finally {
    closeSync(input);
  }
  return hash.digest();
}
