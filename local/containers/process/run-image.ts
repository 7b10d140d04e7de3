import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { createServer } from 'node:net';
import { delimiter, join, resolve } from 'node:path';
import { startGroup } from '../child.ts';
import { ContainerError } from '../errors.ts';
import { ProcessRecords } from '../leftovers.ts';
import type { ContainerHost, RunningContainer, RunRequest } from '../runtime.ts';
import { envTable, imageEnvironment, movedPath, pythonFolder } from './environment.ts';
import { fixedPathReader } from './fixed-path.ts';
import type { ImageConfig, StoredImage } from './image-store.ts';
import { checkPython } from './python.ts';
import { inside } from './run-plan.ts';
import { sagemakerEnvironment } from './sagemaker-environment.ts';

/** Starts an image's program as a process of this machine, with `/opt/ml` moved to `baseDir`. Throws ContainerError. */
export async function runImage(image: StoredImage, request: RunRequest, host: ContainerHost): Promise<RunningContainer> {
  const baseDir = resolve(request.baseDir);
  checkPython(image.root);
  mkdirSync(baseDir, { recursive: true });
  await bringOwn(image, baseDir);
  mkdirSync(join(host.dataDir, 'run'), { recursive: true });
  const args = typeof request.command === 'string' ? [request.command] : request.command;
  const words = commandOf(image, request, args).map((word) => hostWord(word, image.root, baseDir));
  const home = mkdtempSync(join(host.dataDir, 'run', 'home-'));
  const port = request.port ? await freePort() : undefined;
  const env: Record<string, string> = {
    ...imageEnvironment(image.root, mounted({ ...envTable(image.config.Env), ...request.env }, baseDir), home),
    // What was pushed and what runs are one folder: programs write no compiled files into it.
    PYTHONDONTWRITEBYTECODE: '1',
    ...sagemakerEnvironment(baseDir, args[0]),
    ...(port === undefined ? {} : { SAGEMAKER_BIND_TO_PORT: String(port) }),
  };
  const fixedPath = fixedPathReader(request.onLine);
  const group = await startGroup(
    {
      words: [findProgram(words[0] as string, env.PATH ?? ''), ...words.slice(1)],
      cwd: workdir(image),
      env,
      owner: request.owner ?? 'world',
      onLine: fixedPath.read,
    },
    new ProcessRecords(host.dataDir),
    host.clock,
  ).catch((error: unknown) => {
    rmSync(home, { recursive: true, force: true });
    throw error;
  });
  const exited = group.exited.then((exit) => {
    rmSync(home, { recursive: true, force: true });
    if (exit.code !== 0) fixedPath.explain();
    return exit;
  });
  return { pid: group.pid, port, exited, stop: (grace) => group.stop(grace).then(() => exited) };
}

function commandOf({ config, root }: StoredImage, request: RunRequest, args: readonly string[]): readonly string[] {
  const entrypoint = request.entrypoint ?? config.Entrypoint ?? [];
  // Docker: a given command takes CMD's place; a shell-form ENTRYPOINT ignores both.
  const words = [...entrypoint, ...(args.length > 0 ? args : (config.Cmd ?? []))];
  if (words.length === 0)
    throw new ContainerError('the image says nothing to run: its Dockerfile has neither ENTRYPOINT nor CMD, and no command was given');
  // SageMaker's own words are the image's programs, never ones of this machine that happen to be called so.
  const [word = ''] = words;
  if (entrypoint.length === 0 && (word === 'train' || word === 'serve') && !isInPath(word, root, config)) {
    throw new ContainerError(
      `exec: "${word}": executable file not found in $PATH: SageMaker starts "docker run IMAGE ${word}", which takes the place of CMD. Give the Dockerfile an ENTRYPOINT in exec form that understands the word, or a program "${word}" in the image's PATH.`,
    );
  }
  return words;
}

function isInPath(word: string, root: string, { Env }: ImageConfig): boolean {
  const folders = [join('/', pythonFolder, 'bin'), ...(envTable(Env).PATH ?? '').split(':')];
  return folders.some((folder) => existsSync(join(inside(root, folder), word)));
}

/** A path below /opt/ml, or of the image, as the path on this machine. Only whole words: what a program has written in stays. */
function hostWord(word: string, root: string, baseDir: string): string {
  const mount = mountedPath(word, baseDir);
  return mount === word ? movedPath(root, word) : mount;
}

function mountedPath(path: string, baseDir: string): string {
  return path === '/opt/ml' || path.startsWith('/opt/ml/') ? join(baseDir, path.slice('/opt/ml'.length)) : path;
}

/** PATH and its like too name folders below /opt/ml; PATH itself is made of the image's own folders. */
function mounted(env: Readonly<Record<string, string>>, baseDir: string): Record<string, string> {
  const moved = (value: string) => value.split(':').map((part) => mountedPath(part, baseDir));
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, name === 'PATH' ? value : moved(value).join(':')]));
}

/** What the image itself has below /opt/ml, such as script mode's code: SageMaker mounts its own folders beside it, not over it. */
async function bringOwn({ root }: StoredImage, baseDir: string): Promise<void> {
  const own = inside(root, '/opt/ml');
  if (!existsSync(own)) return;
  for (const name of readdirSync(own)) {
    if (!existsSync(join(baseDir, name))) await cp(join(own, name), join(baseDir, name), { recursive: true, verbatimSymlinks: true });
  }
}

function findProgram(word: string, path: string): string {
  if (word.includes('/')) return word;
  const names = word === 'python' ? ['python', 'python3'] : [word];
  for (const name of names) {
    const folder = path.split(delimiter).find((candidate) => candidate !== '' && existsSync(join(candidate, name)));
    if (folder) return join(folder, name);
  }
  return word;
}

function workdir(image: StoredImage): string {
  const folder = inside(image.root, image.config.WorkingDir);
  return existsSync(folder) ? folder : image.root;
}

/** A port that was free a moment ago. The caller's program binds it next; another may be quicker, which then shows as a failed start. */
function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });
}
