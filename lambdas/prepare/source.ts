import { type CodeCommitClient, GetBranchCommand, GetCommitCommand } from '@aws-sdk/client-codecommit';
import type { Deployed } from '../contract/deployed.ts';
import { ErrorName } from '../contract/errors.ts';
import type { ExecutionInput } from '../contract/execution-input.ts';
import type { RunSource } from '../contract/run-source.ts';
import type { Settings } from '../contract/settings.ts';
import { PipelineError } from '../shared/errors.ts';
import type { GithubDependencies } from '../shared/github/ask.ts';
import { githubCommit } from '../shared/github/commit.ts';
import { translateCodecommit } from '../shared/sources/codecommit-faults.ts';
import { authorName, firstLine } from '../shared/sources/commit.ts';

export interface SourceDependencies extends GithubDependencies {
  readonly codecommit: CodeCommitClient;
}

type Repository = Extract<Deployed['source'], { type: 'codecommit' | 'github' }>;
type Wanted = Pick<ExecutionInput, 'commit' | 'push'>;

/**
 * What the run builds: the packaged folder, or one commit for both images. Without a commit it is the newest of the model's first branch.
 * @throws CommitMissing, GitHubRefused · GitHubUnavailable, GitHubRateLimited, CodeCommitUnavailable, Throttled: retried
 */
export async function sourceOf(
  deployed: Deployed['source'],
  wanted: Wanted,
  settings: Settings,
  dependencies: SourceDependencies,
): Promise<RunSource> {
  if (deployed.type === 'folder') return deployed;
  const branch = settings.source.branches.find((name) => !name.includes('*')) ?? 'main';
  const asked = wanted.commit ?? branch;
  const isId = /^[0-9a-f]{40}$/.test(asked);
  const ref = wanted.push?.ref ?? (isId ? asked : `refs/heads/${asked}`);
  const found = await find[deployed.type](deployed, asked, isId, dependencies);
  const words = wanted.push?.author || wanted.push?.message ? wanted.push : found;
  return { ...deployed, ref, version: found.commit, author: authorName(words.author), message: firstLine(words.message) };
}

interface Commit {
  readonly commit: string;
  readonly author: string;
  readonly message: string;
}

type Find = (repository: Repository, asked: string, isId: boolean, dependencies: SourceDependencies) => Promise<Commit>;

const find: Readonly<Record<Repository['type'], Find>> = {
  github: ({ repository }, asked, _isId, dependencies) => githubCommit(repository, asked, dependencies),
  codecommit: async ({ repository: repositoryName }, asked, isId, { codecommit }) => {
    try {
      const commitId = isId ? asked : (await codecommit.send(new GetBranchCommand({ repositoryName, branchName: asked }))).branch?.commitId;
      const { commit } = await codecommit.send(new GetCommitCommand({ repositoryName, commitId }));
      return { commit: commitId ?? '', author: commit?.author?.name ?? '', message: commit?.message ?? '' };
    } catch (error) {
      if (!(error instanceof Error) || !absent.has(error.name)) throw translateCodecommit(error);
      const message = `The repository ${repositoryName} has no ${isId ? 'commit' : 'branch'} "${asked}": push it, or correct source.branches. (${error.name})`;
      throw new PipelineError(ErrorName.CommitMissing, message, { cause: error });
    }
  },
};

const absent = new Set([
  'BranchDoesNotExistException',
  'CommitDoesNotExistException',
  'CommitIdDoesNotExistException',
  'RepositoryDoesNotExistException',
]);
