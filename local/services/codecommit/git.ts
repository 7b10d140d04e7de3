import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { hostPath } from '../../containers/process/environment.ts';
import type { World } from '../../world.ts';
import { repositoryFolder } from './folders.ts';

const run = promisify(execFile);

/** Git answers no: exit code and its own words. */
export class GitFault extends Error {
  override readonly name = 'GitFault';
}

/** What to tell people when git is not there. */
export const gitMissing = 'expected git on this machine: install it from https://git-scm.com, or give the model a folder as its source';

/**
 * The whole environment of a git of ours: no configuration, credentials or hooks of the user or the machine, no questions asked.
 * `home` is a folder without a `.gitconfig`.
 */
export const gitEnvironment = (home: string): Record<string, string> => ({
  PATH: hostPath(),
  HOME: home,
  LC_ALL: 'C',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  GIT_ALLOW_PROTOCOL: 'file:https',
});

/**
 * Runs git on a repository of this world and gives what it printed.
 * @throws GitFault when git says no, Error when there is no git
 */
export async function git(world: World, repository: string, ...words: string[]): Promise<string> {
  const folder = repositoryFolder(world, repository);
  try {
    const { stdout } = await run('git', [`--git-dir=${folder}`, ...words], {
      cwd: world.dataDir,
      env: gitEnvironment(folder),
      maxBuffer: 256 * 1024 * 1024,
    });
    return stdout;
  } catch (error) {
    const { code, stderr } = error as { code?: number | string; stderr?: string };
    if (code === 'ENOENT') throw new Error(`Cannot read the repository ${repository}: ${gitMissing}`);
    if (typeof code === 'number') throw new GitFault(`git ${words[0]} of ${repository} ended with ${code}: ${stderr?.trim()}`);
    throw error;
  }
}
