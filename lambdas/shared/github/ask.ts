import { ErrorName } from '../../contract/errors.ts';
import { PipelineError } from '../errors.ts';
import { refusalOf } from './refusal.ts';

/** Asks GitHub; `fetch` and the token are arguments so that tests answer themselves. */
export interface GithubDependencies {
  readonly fetch: typeof fetch;
  /** For private repositories and more than 60 requests an hour; undefined: asked as anybody. */
  readonly githubToken: () => Promise<string | undefined>;
}

const timeoutMs = 10_000;

/**
 * GitHub's JSON answer below `/repos/<repository>/`, or the status where it knows no such thing (404: no such repository, or not for us; 409:
 * the repository is empty; 422: no such commit). `about` says for the errors what was asked for: `the commit main of acme/birds`.
 * @see https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 * @throws GitHubUnavailable, GitHubRateLimited: trying again later helps · GitHubRefused: a person has to change something
 */
export async function askGithub(
  repository: string,
  path: string,
  about: string,
  { fetch, githubToken }: GithubDependencies,
): Promise<{ readonly body: unknown } | { readonly status: number }> {
  const headers = { accept: 'application/vnd.github+json', 'user-agent': 'trainyard', ...authorization(await githubToken()) };
  let response: Response;
  let text: string;
  try {
    response = await fetch(`https://api.github.com/repos/${repository}/${path}`, { headers, signal: AbortSignal.timeout(timeoutMs) });
    text = await response.text();
  } catch (error) {
    throw unavailable(`GitHub could not be reached for ${about}: ${reasonOf(error)}`, error);
  }
  const refusal = refusalOf(response, text, about);
  if (refusal) throw refusal;
  if (!response.ok) return { status: response.status };
  try {
    return { body: JSON.parse(text) };
  } catch (error) {
    throw unavailable(`GitHub's answer for ${about} is no whole JSON document (${text.length} characters)`, error);
  }
}

/** What trying again may mend: the network, GitHub itself, something between. */
export function unavailable(what: string, cause?: unknown): PipelineError {
  const message = `${what}. This usually passes by itself: see https://www.githubstatus.com, then start the run again.`;
  return new PipelineError(ErrorName.GitHubUnavailable, message, { cause });
}

/** People paste tokens with a newline at their end; what no header can hold is never sent, and never told. */
function authorization(token: string | undefined): { authorization?: string } {
  const trimmed = token?.trim();
  if (!trimmed) return {};
  if (/^[\x21-\x7e]+$/.test(trimmed)) return { authorization: `Bearer ${trimmed}` };
  throw new PipelineError(
    ErrorName.GitHubRefused,
    'The token to ask GitHub with holds spaces or characters that no token has: write it again (docs/deploy.md, A push to GitHub).',
  );
}

/** `fetch failed` says nothing: its cause does. */
function reasonOf(error: unknown): string {
  const { name, message, cause } = error as Error;
  if (name === 'TimeoutError' || name === 'AbortError') return `no answer within ${timeoutMs / 1000} s`;
  const { code, message: why } = (cause ?? {}) as { code?: string; message?: string };
  return [message || name, why || code].filter(Boolean).join(': ');
}
