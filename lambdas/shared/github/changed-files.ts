import * as v from 'valibot';
import { askGithub, type GithubDependencies } from './ask.ts';

const file = v.object({ filename: v.string(), previous_filename: v.optional(v.string()) });
const comparison = v.object({ status: v.string(), files: v.optional(v.array(file), []) });

// GitHub lists no more, and does not say that there are.
const filesToldAtMost = 299;

/**
 * The files that differ between two commits of `owner/name`; null where GitHub does not say all of them: 300 files or more, a history that
 * was rewritten (its list begins at the common ancestor), a commit that is gone.
 * @see https://docs.github.com/en/rest/commits/commits#compare-two-commits
 * @throws what `askGithub` throws
 */
export async function changedFiles(
  repository: string,
  [before, after]: readonly [before: string, after: string],
  dependencies: GithubDependencies,
): Promise<string[] | null> {
  const about = `what changed from ${before.slice(0, 7)} to ${after.slice(0, 7)} in ${repository}`;
  const told = await askGithub(repository, `compare/${before}...${after}?per_page=1`, about, dependencies);
  const found = v.safeParse(comparison, 'body' in told ? told.body : null);
  if (!found.success || found.output.status !== 'ahead' || found.output.files.length > filesToldAtMost) return null;
  return found.output.files.flatMap(({ filename, previous_filename: former }) => (former === undefined ? [filename] : [filename, former]));
}
