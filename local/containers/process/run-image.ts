import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join, resolve } from 'node:path';
import { startGroup } from '../child.ts';
import { ContainerError } from '../errors.ts';
import { ProcessRecords } from '../leftovers.ts';
import type { ContainerHost, RunningContainer, RunRequest } from '../runtime.ts';
import { envTable, imageEnvironment, movedPath } from './environment.ts';
import type { StoredImage } from './image-store.ts';
import { inside } from './run-plan.ts';
import { sagemakerEnvironment } from './sagemaker-environment.ts';

/** Starts an image's program as a process of this machine, with `/opt/ml` moved to `baseDir`. Throws ContainerError. */
export async function runImage(image: StoredImage, request: RunRequest, host: ContainerHost): Promise<RunningContainer> {
  const baseDir = resolve(request.baseDir);
  mkdirSync(baseDir, { recursive: true });
  mkdirSync(join(host.dataDir, 'run'), { recursive: true });
  const home = mkdtempSync(join(host.dataDir, 'run', 'home-'));
  const port = request.port ? await freePort() : undefined;
  const args = typeof request.command === 'string' ? [request.command] : request.command;
  const env: Record<string, string> = {
    ...imageEnvironment(image.root, { ...envTable(image.config.Env), ...request.env }, home),
    ...sagemakerEnvironment(baseDir, args[0]),
    ...(port === undefined ? {} : { SAGEMAKER_BIND_TO_PORT: String(port) }),
  };
  const words = commandOf(image, request, args).map((word) => hostWord(word, image.root, baseDir));
  const group = await startGroup(
    {
      words: [findProgram(words[0] as string, env.PATH ?? ''), ...words.slice(1)],
      cwd: workdir(image),
      env,
      owner: request.owner ?? 'world',
      onLine: request.onLine,
    },
    new ProcessRecords(host.dataDir),
    host.clock,
  ).catch((error: unknown) => {
    rmSync(home, { recursive: true, force: true });
    throw error;
  });
  const exited = group.exited.then((exit) => {
    rmSync(home, { recursive: true, force: true });
    return exit;
  });
  return { pid: group.pid, port, exited, stop: (grace) => group.stop(grace).then(() => exited) };
}

function commandOf({ config }: StoredImage, request: RunRequest, args: readonly string[]): readonly string[] {
  const entrypoint = request.entrypoint ?? config.Entrypoint ?? [];
  // Docker: a given command takes CMD's place; a shell-form ENTRYPOINT ignores both.
  const words = [...entrypoint, ...(args.length > 0 ? args : (config.Cmd ?? []))];
  if (words.length === 0)
    throw new ContainerError('the image says nothing to run: its Dockerfile has neither ENTRYPOINT nor CMD, and no command was given');
  return words;
}

/** A path of the image, or below /opt/ml, as the path on this machine. Only whole words: what a program has written in stays. */
function hostWord(word: string, root: string, baseDir: string): string {
  const moved = movedPath(root, word);
  if (moved !== word) return moved;
  return word === '/opt/ml' || word.startsWith('/opt/ml/') ? join(baseDir, word.slice('/opt/ml'.length)) : word;
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
