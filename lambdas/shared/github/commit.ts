import * as v from 'valibot';
import { ErrorName } from '../../contract/errors.ts';
import { PipelineError } from '../errors.ts';
import { askGithub, type GithubDependencies, unavailable } from './ask.ts';

/** A commit as the mails name it. */
export interface GithubCommit {
  readonly commit: string;
  readonly author: string;
  readonly message: string;
}

const answer = v.object({
  sha: v.string(),
  commit: v.object({ author: v.nullish(v.object({ name: v.nullish(v.string()) })), message: v.string() }),
});

/**
 * The commit that a branch, tag or commit id of `owner/name` means now; `absent` where the repository has none such, `hidden` where GitHub
 * shows us no such repository.
 * @see https://docs.github.com/en/rest/commits/commits#get-a-commit
 * @throws what `askGithub` throws
 */
export async function findGithubCommit(
  repository: string,
  ref: string,
  dependencies: GithubDependencies,
): Promise<GithubCommit | 'absent' | 'hidden'> {
  const about = `${ref} of ${repository}`;
  const told = await askGithub(repository, `commits/${encodeURIComponent(ref)}`, about, dependencies);
  if ('status' in told) return told.status === 404 ? 'hidden' : 'absent';
  const found = v.safeParse(answer, told.body);
  if (!found.success) throw unavailable(`GitHub's answer for ${about} is no commit`);
  const { sha, commit } = found.output;
  return { commit: sha, author: commit.author?.name ?? '', message: commit.message };
}

/**
 * The same for a run, which cannot go on without it.
 * @throws CommitMissing where there is none · what `askGithub` throws
 */
export async function githubCommit(repository: string, ref: string, dependencies: GithubDependencies): Promise<GithubCommit> {
  const found = await findGithubCommit(repository, ref, dependencies);
  if (typeof found !== 'string') return found;
  const message =
    found === 'hidden'
      ? `GitHub shows no repository ${repository} with "${ref}": correct source.repository; a private repository needs a token that may read it (docs/deploy.md, A push to GitHub).`
      : `GitHub knows no commit or branch "${ref}" of ${repository}: push it, or correct source.branches.`;
  throw new PipelineError(ErrorName.CommitMissing, message);
}
