import type { CodeCommitClient } from '@aws-sdk/client-codecommit';
import { repositoryPath, treeIds } from './tree-ids.ts';

export const branchPrefix = 'refs/heads/';

/** True when one of the patterns is the branch's name; `*` stands for any characters, slashes too. */
export const isWantedBranch = (branch: string, patterns: readonly string[]): boolean =>
  patterns.some((pattern) => new RegExp(`^${pattern.split('*').map(literal).join('.*')}$`, 's').test(branch));

const literal = (text: string): string => text.replace(/[\\^$.|?+()[\]{}]/g, '\\$&');

/** True when one of the touched files is, or lies in, one of the wanted files and folders. */
export const touchesPaths = (touched: readonly string[], wanted: readonly string[]): boolean =>
  wanted.map(repositoryPath).some((path) => path === '' || touched.some((file) => file === path || file.startsWith(`${path}/`)));

/** True when a wanted file or folder differs between two commits of a CodeCommit repository, or one of the commits is gone. */
export async function differsIn(
  wanted: readonly string[],
  repository: string,
  commits: readonly [before: string, after: string],
  codecommit: CodeCommitClient,
): Promise<boolean> {
  const [before, after] = commits.map((commit) => treeIds(repository, commit, codecommit)) as [IdOf, IdOf];
  try {
    for (const path of wanted) if ((await before(path)) !== (await after(path))) return true;
    return false;
  } catch (error) {
    if (error instanceof Error && error.name === 'CommitDoesNotExistException') return true;
    throw error;
  }
}

type IdOf = ReturnType<typeof treeIds>;
