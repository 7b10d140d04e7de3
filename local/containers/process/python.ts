import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ContainerError } from '../errors.ts';
import { hostPath, pythonFolder } from './environment.ts';

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

/** pip writes the folder's absolute path into its scripts; the folder moves when the layer is finished. */
export function portableScripts(root: string): void {
  const folder = join(root, pythonFolder, 'bin');
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    if (!statSync(file).isFile()) continue;
    const text = readFileSync(file);
    if (!text.subarray(0, 2).equals(Buffer.from('#!'))) continue;
    // Where the path is longer than the 127 bytes a kernel reads, the first lines are `#!/bin/sh`, `'''exec' PATH "$0" "$@"` and `' '''`.
    const own = /^#!(?:\S*\/python[\d.]*[ \t]*\n|\/bin\/sh\n'''exec' .*\/python[\d.]*"? "\$0" "\$@"\n' '''\n)/;
    const source = text.toString('utf8');
    if (own.test(source)) writeFileSync(file, source.replace(own, '#!/usr/bin/env python3\n'));
  }
}

/** @throws ContainerError when the Python that an image's environment links to is gone: another one would run with its own packages. */
export function checkPython(root: string): void {
  const program = join(root, pythonFolder, 'bin', 'python3');
  if (!existsSync(join(root, pythonFolder)) || existsSync(program)) return;
  throw new ContainerError(
    `the image runs on ${target(root)}, which is no longer on this machine: install that Python again, or change the Dockerfile, which builds it anew`,
  );
}

/** bin has python, python3 and python3.N: one of them leads out of it. */
function target(root: string): string {
  const folder = join(root, pythonFolder, 'bin');
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
