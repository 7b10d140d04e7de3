import * as v from 'valibot';
import { ErrorName } from '../contract/errors.ts';
import { PipelineError } from './errors.ts';

/** Asks GitHub; `fetch` and the token are arguments so that tests answer themselves. */
export interface GithubDependencies {
  readonly fetch: typeof fetch;
  /** For private repositories and more than 60 requests an hour; undefined: asked as anybody. */
  readonly githubToken: () => Promise<string | undefined>;
}

/** A commit as the mails name it. */
export interface GithubCommit {
  readonly commit: string;
  readonly author: string;
  readonly message: string;
}

const answer = v.object({ sha: v.string(), commit: v.object({ author: v.nullable(v.object({ name: v.string() })), message: v.string() }) });
const timeoutMs = 10_000;

/**
 * The commit that a branch, tag or commit id of `owner/name` means now.
 * https://docs.github.com/en/rest/commits/commits#get-a-commit
 * @throws CommitMissing where GitHub knows none (409: the repository is empty) · Error with the status where it does not answer
 */
export async function githubCommit(repository: string, ref: string, { fetch, githubToken }: GithubDependencies): Promise<GithubCommit> {
  const token = await githubToken();
  const response = await fetch(`https://api.github.com/repos/${repository}/commits/${encodeURIComponent(ref)}`, {
    headers: { accept: 'application/vnd.github+json', 'user-agent': 'trainyard', ...(token && { authorization: `Bearer ${token}` }) },
    signal: AbortSignal.timeout(timeoutMs),
  });
  if ([404, 409, 422].includes(response.status))
    throw new PipelineError(
      ErrorName.CommitMissing,
      `GitHub knows no commit or branch "${ref}" of ${repository}: correct source.repository or source.branches; a private repository needs a token (docs/deploy.md).`,
    );
  if (!response.ok) throw new Error(`GitHub answered ${response.status} when asked for ${ref} of ${repository}: try again later`);
  const { sha, commit } = v.parse(answer, await response.json());
  return { commit: sha, author: commit.author?.name ?? '', message: commit.message };
}
