import { rmSync } from 'node:fs';
import { ContainerError } from '../../../containers/errors.ts';
import { gitEnvironment, gitMissing } from '../../codecommit/git.ts';
import type { Build } from '../records.ts';
import { SourceFault, type SourceRequest } from './fetcher.ts';

/** `reference not found for primary source and source version main`: how CodeBuild words it (phase contexts seen in public). */
export const ofSource = (what: string, { sourceVersion }: Build): string =>
  `${what} for primary source and source version ${sourceVersion ?? ''}`.trimEnd();

/**
 * Puts the work tree of the build's source version into its folder and gives its commit. The repository itself stays outside of the folder,
 * other than on AWS: an image made of the whole folder is then the same for the same commit.
 */
export async function checkOut(request: SourceRequest, url: string, settings: Record<string, string> = {}): Promise<string> {
  const { build, folder } = request;
  const wanted = wantedOf(build);
  const repository = `${folder}.git`;
  const env = { ...gitEnvironment(repository), ...settings };
  const git = async (...words: string[]): Promise<string> => {
    const { code, output } = await execGit(request, [`--git-dir=${repository}`, `--work-tree=${folder}`, ...words], env);
    if (code === 0) return output;
    throw new SourceFault(ofSource(reasonOf(output), build));
  };
  try {
    await git('init', '--quiet', '--template=');
    await git('fetch', '--quiet', '--depth=1', '--no-tags', '--', url, wanted);
    await git('checkout', '--quiet', '--force', '--detach', 'FETCH_HEAD');
    return (await git('rev-parse', 'HEAD')).trim();
  } finally {
    rmSync(repository, { recursive: true, force: true });
  }
}

async function execGit({ exec }: SourceRequest, words: string[], env: Record<string, string>) {
  try {
    return await exec(['git', ...words], env);
  } catch (error) {
    if (error instanceof ContainerError) throw new SourceFault(`${error.message}; ${gitMissing}`);
    throw error;
  }
}

/** What the user guide's "Source version sample" allows: a branch, a tag, a commit, `refs/heads/main^{<commit>}`, `pr/12`; none is HEAD. */
function wantedOf(build: Build): string {
  const version = build.sourceVersion || 'HEAD';
  const commit = /(?:^|\^\{)([0-9a-f]{40})\}?$/.exec(version)?.[1];
  if (commit) return commit;
  // What no reference's name holds (git-check-ref-format) would be operators of the refspec syntax here.
  if (/^[-+]|[\s~^:?*[\\]|\.\.|@\{/.test(version)) throw new SourceFault(ofSource('reference not found', build));
  return version.replace(/^pr\/(\d+)$/, 'refs/pull/$1/head');
}

/** Git's words as CodeBuild's; those of a fault nobody foresaw as they are. */
function reasonOf(output: string): string {
  const known = [
    [/couldn't find remote ref/i, 'reference not found'],
    [/not our ref|unadvertised object/i, 'object not found'],
    [/authentication failed|could not read username|terminal prompts disabled/i, 'authentication required'],
    [/not found|does not appear to be a git repository/i, 'repository not found'],
  ] as const;
  return known.find(([words]) => words.test(output))?.[1] ?? `git failed (${output.trim().split('\n').at(-1)})`;
}
