import { type CodeCommitClient, GetBranchCommand } from '@aws-sdk/client-codecommit';
import type { GithubDependencies } from '../shared/github/ask.ts';
import { changedFiles } from '../shared/github/changed-files.ts';
import { findGithubCommit } from '../shared/github/commit.ts';
import type { Log } from '../shared/log.ts';
import { authorName, commitWords, firstLine } from '../shared/sources/commit.ts';
import { differsIn, touchesPaths } from '../shared/sources/filters.ts';
import type { GitSource } from '../shared/sources/repositories.ts';

export interface HeadDependencies extends GithubDependencies {
  readonly codecommit: CodeCommitClient;
  readonly log: Log;
}

/** What a branch is now. */
export interface Head {
  readonly commit: string;
  readonly words: () => Promise<{ author: string; message: string }>;
}

/** How the sweep asks one kind of repository. */
export interface Asking {
  /** `absent` where there is no such branch, `hidden` where nobody lets us see the repository. */
  head(repository: string, branch: string, dependencies: HeadDependencies): Promise<Head | 'absent' | 'hidden'>;
  /** True where one of the paths differs between the commits, and where nobody can say. */
  touches(
    paths: readonly string[],
    repository: string,
    commits: readonly [before: string, after: string],
    dependencies: HeadDependencies,
  ): Promise<boolean>;
}

const codecommit: Asking = {
  head: async (repositoryName, branchName, dependencies) => {
    try {
      const { branch } = await dependencies.codecommit.send(new GetBranchCommand({ repositoryName, branchName }));
      const commit = branch?.commitId ?? '';
      return { commit, words: () => commitWords(repositoryName, commit, dependencies) };
    } catch (error) {
      if (error instanceof Error && error.name === 'BranchDoesNotExistException') return 'absent';
      throw error;
    }
  },
  touches: (paths, repository, commits, dependencies) => differsIn(paths, repository, commits, dependencies.codecommit),
};

const github: Asking = {
  head: async (repository, branch, dependencies) => {
    const found = await findGithubCommit(repository, branch, dependencies);
    if (typeof found === 'string') {
      const why = found === 'hidden' ? 'GitHub shows us no such repository' : 'it has no such branch';
      dependencies.log.warn('no head to compare', { repository, branch, why });
      return found;
    }
    const { commit, author, message } = found;
    return { commit, words: async () => ({ author: authorName(author), message: firstLine(message) }) };
  },
  touches: async (paths, repository, commits, dependencies) => {
    const changed = await changedFiles(repository, commits, dependencies);
    return changed === null || touchesPaths(changed, paths);
  },
};

/** By the type of a source. */
export const asking: Readonly<Record<GitSource['type'], Asking>> = { codecommit, github };
