import type { PackedFile } from './pack.ts';

/** 512 MiB. A source is code: the builds load it whole, at every build, and CodeBuild's smallest machine has 3 GB of memory. */
export const refusedBytes = 512 * 2 ** 20;
export const warnedBytes = 100 * 2 ** 20;

const largestShown = 5;
const leftShown = 8;

/** Says in one line what was packaged, how large it is, and what was left out. */
export function packagedText(files: readonly PackedFile[], left: readonly string[]): string {
  const count = `${files.length} ${files.length === 1 ? 'file' : 'files'}`;
  const shown = left.slice(0, leftShown).join(', ');
  const more = left.length > leftShown ? ` and ${left.length - leftShown} more` : '';
  return `packaged ${count}, ${sizeText(total(files))}${left.length > 0 ? `; left out ${shown}${more}` : ''}`;
}

/** Says what makes a source large; undefined for one that is not. */
export function largeText(files: readonly PackedFile[]): string | undefined {
  if (total(files) <= warnedBytes) return undefined;
  return `the source has ${sizeText(total(files))}, which every deploy uploads and every build loads. ${largest(files)} ${cure}`;
}

/** @throws Error for a source that is larger than any should be */
export function refuseHuge(files: readonly { readonly path: string; readonly size: number }[]): void {
  if (total(files) <= refusedBytes) return;
  throw new Error(`expected a source of at most ${sizeText(refusedBytes)}, got ${sizeText(total(files))}. ${largest(files)} ${cure}`);
}

const cure = 'Put data into the data folder (data.folder) and name what is not part of the source in a .gitignore of the git repository.';

function largest(files: readonly { readonly path: string; readonly size: number }[]): string {
  const first = [...files].sort((a, b) => b.size - a.size).slice(0, largestShown);
  return `The largest files: ${first.map(({ path, size }) => `${path} (${sizeText(size)})`).join(', ')}.`;
}

const total = (files: readonly { readonly size: number }[]): number => files.reduce((sum, { size }) => sum + size, 0);

/** `34 kB`, `1.2 MB`: decimal units, as `ls --si` and S3's console show them. */
function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  const [unit, name] = bytes < 1e6 ? [1e3, 'kB'] : bytes < 1e9 ? [1e6, 'MB'] : [1e9, 'GB'];
  const value = bytes / unit;
  return `${value < 10 && unit > 1e3 ? value.toFixed(1) : Math.round(value)} ${name}`;
}
