import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { chooseEngine } from '../../local/runtime.ts';
import type { Io } from '../io.ts';
import { type Finding, fail, ok, warn } from './finding.ts';

/** What of this machine is asked about. */
export interface Machine {
  /** `process.versions.node`. */
  readonly nodeVersion: string;
  readonly dataDir: string;
  /** The port of the state folder's world, and its address where it runs. */
  readonly port: number;
  readonly running: string | undefined;
  /** Some model's source is a CodeCommit repository: the local one is git's own. */
  readonly needsGit: boolean;
}

/** This machine, as far as a local run needs it. */
export async function machineFindings(machine: Machine, io: Io): Promise<Finding[]> {
  return [
    nodeFinding(machine.nodeVersion),
    await gitFinding(machine.needsGit, io),
    await worldFinding(machine),
    await diskFinding(machine.dataDir),
    runtimeFinding(io),
    await filesFinding(io),
  ];
}

function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) return fail('node', `expected Node 20.19 or newer, got ${version}: install Node 24`);
  if (major % 2 === 1) return warn('node', `${version} is no long-term release: it is tried with 20.19, 22 and 24`);
  return ok('node', version);
}

async function gitFinding(isNeeded: boolean, io: Io): Promise<Finding> {
  const version = await output('git', ['--version'], io);
  if (version) return ok('git', version.replace(/^git version /, ''));
  const why = 'repositories in the local world are git’s own';
  return isNeeded
    ? fail('git', `not found, and a model’s source is CodeCommit: install git; ${why}`)
    : warn('git', `not found: needed for source.type codecommit; ${why}`);
}

async function worldFinding({ dataDir, port, running }: Machine): Promise<Finding> {
  if (running) return ok('local world', `runs at ${running}`);
  if (await isFree(port))
    return ok('local world', `does not run; port ${port} is free${existsSync(dataDir) ? '' : `, ${dataDir} is not made yet`}`);
  return warn('local world', `does not run, and port ${port} is taken: another one will be, or give --port N`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

// Images, artifacts and logs of a small example take some 50 MB; a Python image with its packages 1 to 2 GB.
const fewBytes = 2e9;
const tooFewBytes = 2e8;

async function diskFinding(dataDir: string): Promise<Finding> {
  let folder = dataDir;
  while (!existsSync(folder)) folder = dirname(folder);
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const text = `${(free / 1e9).toFixed(1)} GB free at ${folder}`;
  if (free < tooFewBytes) return fail('disk', `${text}: images and artifacts need more; free some, or give --state-dir`);
  return free < fewBytes ? warn('disk', `${text}: enough for small images only`) : ok('disk', text);
}

/** Process mode needs none; an engine runs unchanged images with `--runtime`. */
function runtimeFinding({ env }: Io): Finding {
  const broken: string[] = [];
  const engine = chooseEngine('auto', env, (text) => void broken.push(text));
  if (engine) return ok('container engine', `${engine.name} ${engine.version} for --runtime ${engine.name}; the default is process mode`);
  if (broken.length > 0) return warn('container engine', `${broken.join(' ')} Process mode needs none.`);
  return ok('container engine', 'none found; local runs use process mode, which needs none');
}

// A world holds sockets and files of functions, builds and endpoints at a time: some 150; macOS gives 256 by default.
const filesWanted = 512;

async function filesFinding(io: Io): Promise<Finding> {
  const limit = await output('sh', ['-c', 'ulimit -n'], io);
  if (limit === undefined || limit === 'unlimited' || Number(limit) >= filesWanted)
    return ok('open files', `at most ${limit ?? 'unknown'}`);
  return warn('open files', `at most ${limit}: several endpoints at a time need more; \`ulimit -n 4096\` in this shell`);
}

/** The program's first line; undefined where it is not there or fails. */
async function output(command: string, args: readonly string[], { env, cwd }: Io): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(command, [...args], { env: { ...env }, cwd, timeout: 10_000 });
    return stdout.trim().split('\n')[0];
  } catch {
    // Whatever the reason: there is none that can be used.
    return undefined;
  }
}
