import { ErrorName } from '../../contract/errors.ts';
import { line } from '../../contract/text.ts';
import { PipelineError } from '../errors.ts';

/** Nobody has it: no commit, branch or repository of that name, or none that this token may see. */
const missing = new Set([404, 409, 422]);

/**
 * What an answer of GitHub means that is no answer to the question; undefined for one that is, or that says there is no such thing. A page
 * of HTML is never GitHub's API: something between, or its emergency page.
 */
export function refusalOf({ status, ok, headers }: Response, text: string, about: string): PipelineError | undefined {
  const said = words(text);
  const answered = `GitHub answered ${status}${said && ` "${said}"`} when asked for ${about}`;
  if (isLimit(status, headers, said))
    return new PipelineError(
      ErrorName.GitHubRateLimited,
      `${answered}: ${limitEnds(headers)}. Requests without a token are 60 an hour for everybody behind the same address: put a token into Parameter Store (docs/deploy.md, A push to GitHub).`,
    );
  const isPage = /^\s*</.test(text) || headers.get('content-type')?.startsWith('text/html') === true;
  if (isPage || status >= 500 || status === 408)
    return new PipelineError(
      ErrorName.GitHubUnavailable,
      `${answered}${isPage ? ' (a page in place of JSON)' : ''}. This usually passes by itself: see https://www.githubstatus.com, then start the run again.`,
    );
  if (ok || missing.has(status)) return undefined;
  const remedy =
    status === 401
      ? 'the token is wrong or has expired: write a new one into Parameter Store'
      : 'the token may not read this repository: give it read access to the contents, and authorize it for the organization';
  return new PipelineError(ErrorName.GitHubRefused, `${answered}: ${remedy} (docs/deploy.md, A push to GitHub).`);
}

/** The primary limit shows in its headers, a secondary one often only in `retry-after` or in words. */
function isLimit(status: number, headers: Headers, said: string): boolean {
  if (status === 429) return true;
  if (status !== 403) return false;
  return headers.get('x-ratelimit-remaining') === '0' || headers.has('retry-after') || /rate limit|abuse detection/i.test(said);
}

function limitEnds(headers: Headers): string {
  const reset = Number(headers.get('x-ratelimit-reset') ?? Number.NaN);
  const after = headers.get('retry-after');
  if (after) return /^\d+$/.test(after) ? `it asks to wait ${after} seconds` : `it asks to wait until ${after}`;
  if (headers.get('x-ratelimit-remaining') === '0' && reset > 0 && reset < 1e11)
    return `its limit begins anew at ${new Date(reset * 1000).toISOString()}`;
  return 'too many requests';
}

/** GitHub's own `message`, in one line; nothing of a page. */
function words(text: string): string {
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    return typeof message === 'string' ? line(message, 200) : '';
  } catch {
    return '';
  }
}
