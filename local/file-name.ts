import { createHash } from 'node:crypto';

/** File systems take 255 bytes a name; the rest is for endings such as `.json.tmp`. */
const longest = 200;

/**
 * A file's name for any text: the text itself, encoded as in an address, where that is possible and short enough, else `=` and its hash.
 * Names of AWS have up to 2,048 characters, and JSON may bring halves of surrogate pairs.
 */
export function fileName(text: string): string {
  const isWhole = Buffer.from(text).toString() === text;
  const name = isWhole ? encodeURIComponent(text) : '';
  return isWhole && name.length <= longest ? name : `=${createHash('sha256').update(text, 'utf16le').digest('hex')}`;
}
