import { spawnSync } from 'node:child_process';

/**
 * Returns what git leaves out of a folder by the `.gitignore` files of its repository, relative to the folder; folders end with a slash.
 * Files that are committed although a pattern names them are not among them. Empty where the folder is in no repository, where the
 * repository ignores the folder as a whole (its files are wanted all the same), and where git cannot be run.
 */
export function gitIgnored(folder: string): ReadonlySet<string> {
  if (git(folder, 'check-ignore', '--quiet', '.') !== undefined) return new Set();
  // Only what is in the repository: a person's own excludes would give the same commit another hash on each machine.
  const listed = git(folder, 'ls-files', '-z', '--others', '--ignored', '--exclude-per-directory=.gitignore', '--directory');
  return new Set(listed?.split('\0').filter(Boolean));
}

/** Returns what a git command prints; undefined when it fails. */
function git(cwd: string, ...args: readonly string[]): string | undefined {
  // A repository's own settings may name a program to run; and a container's root owns none of the files that it mounts.
  const options = ['-c', 'core.fsmonitor=false', '-c', 'safe.directory=*'];
  const { status, stdout } = spawnSync('git', [...options, ...args], { cwd, env: environment(), encoding: 'utf8', maxBuffer: 2 ** 28 });
  return status === 0 ? stdout : undefined;
}

/** Without the variables that a git hook sets: they name another repository. */
const environment = (): NodeJS.ProcessEnv => Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')));
