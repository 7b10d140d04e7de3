/**
 * The manifest of a source: what an image's key and a source's version are made of. One line per file:
 *
 *     <sha256 of the content, 64 hex> <x when anyone may execute it, else -> <path>\n
 *
 * Paths are relative to the repository's root with `/`, and sorted by their UTF-8 bytes. A link to a file counts as the file;
 * links to folders, sockets and the like are left out, and so is all that `isExcluded` names. An empty source is the empty text.
 * Infra writes it for the packaged folder (`infra` may not import handler code), the build tools for a checked-out repository:
 * both through these functions, so that the same source gets the same key in both.
 */
export interface ManifestEntry {
  readonly sha256: string;
  readonly executable: boolean;
  readonly path: string;
}

/** What tools make beside sources: a model that was tried by hand has not changed. */
const anywhere = new Set(['.git', 'node_modules', '__pycache__', '.venv', '.DS_Store']);
const atTheTop = new Set(['.trainyard', 'cdk.out']);

/**
 * What is never part of a source, by path relative to the root: a walk skips such a folder whole, and the zip leaves it out too. `data`: the
 * folder at the top that holds the model's data, where it is at the top.
 */
export function isExcluded(path: string, data = 'data'): boolean {
  const parts = path.split('/');
  const top = parts[0] ?? '';
  return top === data || atTheTop.has(top) || parts.some((part) => anywhere.has(part));
}

/** The text of a manifest, in its one order. Throws on a path that its lines cannot hold. */
export function formatManifest(entries: readonly ManifestEntry[]): string {
  return [...entries]
    .sort((a, b) => compareBytewise(a.path, b.path))
    .map((entry) => manifestLine(entry))
    .join('');
}

/** One line of a manifest with its line end. Throws on a path that a line cannot hold. */
export function manifestLine({ sha256, executable, path }: ManifestEntry): string {
  if (/[\r\n]/.test(path)) throw new Error(`a file name of the source holds a line break: rename ${JSON.stringify(path)}`);
  return `${sha256} ${executable ? 'x' : '-'} ${path}\n`;
}

/** The entries of a manifest. Throws naming the first line that is none. */
export function parseManifest(text: string): ManifestEntry[] {
  if (text === '') return [];
  if (!text.endsWith('\n')) throw new Error('the source manifest is cut off: its last line has no line end');
  return text
    .slice(0, -1)
    .split('\n')
    .map((line, index) => {
      const [, sha256, mark, path] = /^([0-9a-f]{64}) ([x-]) (.+)$/.exec(line) ?? [];
      if (!sha256 || !path)
        throw new Error(`the source manifest's line ${index + 1} is not "<sha256> <x|-> <path>": ${JSON.stringify(line)}`);
      return { sha256, executable: mark === 'x', path };
    });
}

/** Orders by UTF-8 bytes, as `LC_ALL=C sort` does. JavaScript's own order differs beyond U+FFFF. */
export function compareBytewise(a: string, b: string): number {
  let i = 0;
  while (i < a.length && i < b.length && a.charCodeAt(i) === b.charCodeAt(i)) i++;
  if (i === a.length || i === b.length) return a.length - b.length;
  // A low surrogate that differs: its high one before it was the same, so units compare as code points do.
  const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
  const rank = (unit: number) => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);
  return rank(x) - rank(y);
}
