import { type CodeCommitClient, GetBranchCommand } from '@aws-sdk/client-codecommit';
import type { SSMClient } from '@aws-sdk/client-ssm';
import { ErrorName } from '../contract/errors.ts';
import type { Launch } from '../contract/launch.ts';
import type { ModelState } from '../contract/model-state.ts';
import { iso } from '../shared/clock.ts';
import { PipelineError } from '../shared/errors.ts';
import { type GithubDependencies, githubCommit } from '../shared/github.ts';
import { hashOf } from '../shared/hash.ts';
import { type DriveDependencies, drive } from '../shared/model-state/drive.ts';
import { isLost, passOver } from '../shared/model-state/heads.ts';
import { changeState } from '../shared/model-state/store.ts';
import { sectionSettings } from '../shared/settings/merge.ts';
import type { ModelParameters } from '../shared/settings/parameters.ts';
import { reactions } from '../shared/settings/reactions.ts';
import { authorName, commitWords, firstLine } from '../shared/sources/commit.ts';
import { branchPrefix, differsIn } from '../shared/sources/filters.ts';
import type { GitSource } from '../shared/sources/repositories.ts';

export interface CompareDependencies extends DriveDependencies, GithubDependencies {
  readonly ssm: SSMClient;
  readonly codecommit: CodeCommitClient;
  readonly installation: string;
}

/**
 * Finds pushes that nobody told of: GitHub does not deliver again by itself. Each branch's head is read, and what was never accepted is
 * launched; whether it was, is decided in the compare-and-swap, since the push may arrive meanwhile.
 */
export async function compareHeads(
  source: GitSource,
  state: ModelState,
  found: ModelParameters,
  settling: number,
  dependencies: CompareDependencies,
): Promise<void> {
  const { installation, clock } = dependencies;
  const { branches, paths } = sectionSettings(installation, found, 'source');
  // Not later than any push that is not in the heads read after it, and GitHub tells whole seconds.
  const at = iso(Math.floor(clock.now() / 1000) * 1000);
  const launches: Launch[] = [];
  let isComplete = true;
  // Of several branches the one named last is accepted first, and so superseded: the first branch is the main one.
  for (const branch of branches.filter((name) => !name.includes('*')).reverse()) {
    const head = await heads[source.type](source.repository, branch, dependencies);
    if (!head) continue;
    const ref = `${branchPrefix}${branch}`;
    if (isLost(state, { ref, commit: head.commit }, at, settling)) {
      const launch = await launchFor(source, branch, head, at, paths, state, dependencies);
      if (launch) launches.push(launch);
    } else if (state.heads[ref]?.commit !== head.commit) isComplete = false;
  }
  await drive(source.model, { type: 'compared', at, launches, settling, isComplete, ...reactions(installation, found) }, dependencies);
}

async function launchFor(
  { type, repository, model }: GitSource,
  branch: string,
  head: Head,
  at: string,
  paths: readonly string[],
  state: ModelState,
  dependencies: CompareDependencies,
): Promise<Launch | undefined> {
  const { artifacts, clock, codecommit } = dependencies;
  const { commit } = head;
  const ref = `${branchPrefix}${branch}`;
  const known = state.heads[ref];
  if (type === 'codecommit' && known && paths.length > 0 && !(await differsIn(paths, repository, [known.commit, commit], codecommit))) {
    await changeState(artifacts, clock, model, (current) => passOver(current, { ref, commit, before: known.commit, at }));
    return undefined;
  }
  const trigger = `the hourly comparison: a push to ${branch} was not delivered`;
  const push = { ref, ...(await head.words()) };
  return {
    // With the time: a branch may lose a push back to the same commit later, and a model that is made again must not find its former
    // execution under the same name. Accepted twice it is not: the state is asked first whether the head is lost.
    id: hashOf([model, repository, ref, commit, 'compared', at]).slice(0, 16),
    at,
    trigger,
    head: { ref, commit },
    input: { model, commit, push, trigger },
  };
}

interface Head {
  readonly commit: string;
  readonly words: () => Promise<{ author: string; message: string }>;
}

/** What the branch's head is now; undefined where there is no such branch. */
const heads: Readonly<
  Record<GitSource['type'], (repository: string, branch: string, of: CompareDependencies) => Promise<Head | undefined>>
> = {
  codecommit: async (repositoryName, branchName, dependencies) => {
    try {
      const { branch } = await dependencies.codecommit.send(new GetBranchCommand({ repositoryName, branchName }));
      const commit = branch?.commitId ?? '';
      return { commit, words: () => commitWords(repositoryName, commit, dependencies) };
    } catch (error) {
      if (error instanceof Error && error.name === 'BranchDoesNotExistException') return undefined;
      throw error;
    }
  },
  github: async (repository, branch, dependencies) => {
    try {
      const { commit, author, message } = await githubCommit(repository, branch, dependencies);
      return { commit, words: async () => ({ author: authorName(author), message: firstLine(message) }) };
    } catch (error) {
      if (!(error instanceof PipelineError) || error.name !== ErrorName.CommitMissing) throw error;
      dependencies.log.warn('no head to compare', { repository, branch, error });
      return undefined;
    }
  },
};
