import type { World } from '../../world.ts';
import { AwsError } from '../errors.ts';
import { GitFault, git } from './git.ts';

const fullId = /^[0-9a-f]{40}$/;

/** The commit that a branch, a tag, a full reference, `HEAD` or a commit id means. */
export async function commitOf(world: World, repository: string, specifier: string): Promise<string | undefined> {
  if (fullId.test(specifier) || specifier === 'HEAD' || specifier.startsWith('refs/')) return resolved(world, repository, specifier);
  return (await branchHead(world, repository, specifier)) ?? resolved(world, repository, `refs/tags/${specifier}`);
}

/** The commit at the end of a branch. */
export const branchHead = (world: World, repository: string, branch: string): Promise<string | undefined> =>
  resolved(world, repository, `refs/heads/${branch}`);

async function resolved(world: World, repository: string, revision: string): Promise<string | undefined> {
  // What no reference's name holds (git-check-ref-format) would be operators of the revision syntax here.
  if (/[\s~^:?*[\\\0]|\.\.|@\{/.test(revision)) return undefined;
  return unlessFault(async () => (await git(world, repository, 'rev-parse', '--verify', '--quiet', `${revision}^{commit}`)).trim());
}

/** A commit's text as git keeps it; undefined when there is none of that id. @throws AwsError InvalidCommitIdException */
export async function commitText(world: World, repository: string, id: string): Promise<string | undefined> {
  if (!fullId.test(id)) throw new AwsError('InvalidCommitIdException', `The commit ID ${id} is not valid: expected the full SHA ID`);
  return unlessFault(() => git(world, repository, 'cat-file', 'commit', id));
}

export interface TreeEntry {
  readonly mode: string;
  readonly id: string;
  readonly name: string;
}

/** A folder of a commit: its tree id and what is directly in it. `path` has no slashes at its ends; undefined when it is no folder. */
export async function folderAt(
  world: World,
  repository: string,
  commit: string,
  path: string,
): Promise<{ treeId: string; entries: TreeEntry[] } | undefined> {
  const tree = path === '' ? `${commit}^{tree}` : `${commit}:${path}`;
  return unlessFault(async () => {
    const [id, listing] = await Promise.all([
      git(world, repository, 'rev-parse', '--verify', '--quiet', tree),
      git(world, repository, 'ls-tree', '-z', tree),
    ]);
    return { treeId: id.trim(), entries: listing.split('\0').filter(Boolean).map(entryOf) };
  });
}

/** `100644 blob <id>\t<name>` */
function entryOf(line: string): TreeEntry {
  const tab = line.indexOf('\t');
  const [mode = '', , id = ''] = line.slice(0, tab).split(' ');
  return { mode, id, name: line.slice(tab + 1) };
}

async function unlessFault<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof GitFault) return undefined;
    throw error;
  }
}
