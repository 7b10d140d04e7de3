import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { ContainerError } from '../errors.ts';
import { hostPath, oldPythonFolder, pythonFolder } from './environment.ts';
import { inside } from './run-plan.ts';

/** A Python of this machine, outside of any virtual environment. */
export interface HostPython {
  readonly program: string;
  /** Such as 3.11.7. */
  readonly version: string;
}

const probe = 'import ensurepip, sys, venv; print("%d.%d.%d" % sys.version_info[:3], getattr(sys, "_base_executable", sys.executable))';
const probed = new Map<string, HostPython | undefined>();

/**
 * The Python that stands in for the one that `what` asks for (`wanted`: 3.11, 3 or nothing): the same minor version where this machine has it,
 * else its python3 when that is newer. An older one lacks what the image was written with. @throws ContainerError saying what to install
 */
export function findPython(what: string, wanted = ''): HostPython {
  const exact = /^\d+\.\d+$/.test(wanted) ? ask(`python${wanted}`) : undefined;
  const found = exact ?? ask('python3');
  if (found && !isOlder(found.version, wanted)) return found;
  const have = found ? `Python ${found.version}` : 'no python3 with its venv module';
  const name = wanted.includes('.') ? `Python ${wanted} or newer` : 'Python 3';
  throw new ContainerError(
    `${what} needs ${name}, and this machine has ${have}: install it (Debian, Ubuntu: apt install python3-venv; macOS: brew install python; or pyenv)`,
  );
}

/**
 * @throws ContainerError when the Python that one of an image's environments links to is gone: another one would run with its own packages.
 * @param path the image's PATH
 */
export function checkPython(root: string, path: string): void {
  const own = path.split(':').map((folder) => inside(root, folder));
  for (const folder of [join(root, oldPythonFolder, 'bin'), ...own, join(root, pythonFolder, 'bin')]) {
    const program = join(folder, 'python3');
    if (existsSync(program) || !lstatSync(program, { throwIfNoEntry: false })?.isSymbolicLink()) continue;
    throw new ContainerError(
      `the image runs on ${target(folder)}, which is no longer on this machine: install that Python again, or change the Dockerfile, which builds it anew`,
    );
  }
}

/** bin has python, python3 and python3.N: one of them leads out of it. */
function target(folder: string): string {
  const links = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isSymbolicLink());
  return links.map(({ name }) => readlinkSync(join(folder, name))).find((path) => path.startsWith('/')) ?? 'a Python';
}

function ask(command: string): HostPython | undefined {
  const path = hostPath();
  const key = `${command} ${path}`;
  if (!probed.has(key)) {
    const { stdout, status } = spawnSync(command, ['-c', probe], { encoding: 'utf8', env: { PATH: path } });
    const [, version, program] = /^(\S+) (.+)\n$/.exec(status === 0 ? stdout : '') ?? [];
    probed.set(key, version && program ? { version, program } : undefined);
  }
  return probed.get(key);
}

function isOlder(have: string, wanted: string): boolean {
  const [major = 0, minor = 0] = wanted.split('.').map(Number);
  const [haveMajor = 0, haveMinor = 0] = have.split('.').map(Number);
  return haveMajor < major || (haveMajor === major && haveMinor < minor);
}
