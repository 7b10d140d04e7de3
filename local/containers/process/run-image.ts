import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { createServer } from 'node:net';
import { delimiter, join, resolve } from 'node:path';
import { type ProcessGroup, startGroup } from '../child.ts';
import { ContainerError } from '../errors.ts';
import { ProcessRecords } from '../leftovers.ts';
import { watchPort } from '../port-watch.ts';
import type { ContainerHost, RunningContainer, RunRequest } from '../runtime.ts';
import { envTable, imageEnvironment, movedPath, oldPythonFolder, pythonFolder } from './environment.ts';
import { explainer } from './explain.ts';
import { isImagePath, movedWord } from './image-paths.ts';
import type { ImageConfig, StoredImage } from './image-store.ts';
import { listenersOf } from './listening.ts';
import { checkPython } from './python.ts';
import { inside } from './run-plan.ts';
import { sagemakerEnvironment } from './sagemaker-environment.ts';
import { portableShell } from './shell-paths.ts';

/** Where SageMaker asks. */
const SAGEMAKER_PORT = 8080;

/**
 * Linux has more loopback addresses than one: at the second, a server that listens on 127.0.0.1 only answers nobody, as it answers nobody
 * outside of a container.
 */
const askedHost = process.platform === 'linux' ? '127.0.0.2' : '127.0.0.1';

/** What a server that is of no use gets between SIGTERM and SIGKILL. */
const FAULT_GRACE_SECONDS = 2;

/** Starts an image's program as a process of this machine, with `/opt/ml` moved to `baseDir`. Throws ContainerError. */
export async function runImage(image: StoredImage, request: RunRequest, host: ContainerHost): Promise<RunningContainer> {
  const baseDir = resolve(request.baseDir);
  checkPython(image.root, envTable(image.config.Env).PATH ?? '');
  mkdirSync(baseDir, { recursive: true });
  await bringOwn(image, baseDir);
  mkdirSync(join(host.dataDir, 'run'), { recursive: true });
  const args = typeof request.command === 'string' ? [request.command] : request.command;
  const words = hostWords(commandOf(image, request, args), image.root, baseDir);
  const home = mkdtempSync(join(host.dataDir, 'run', 'home-'));
  const port = request.port ? await freePort() : undefined;
  const env: Record<string, string> = {
    ...imageEnvironment(image.root, mounted({ ...envTable(image.config.Env), ...request.env }, baseDir), home),
    // What was pushed and what runs are one folder: programs write no compiled files into it.
    PYTHONDONTWRITEBYTECODE: '1',
    ...sagemakerEnvironment(baseDir, args[0]),
    ...(port === undefined ? {} : { SAGEMAKER_BIND_TO_PORT: String(port) }),
  };
  const explained = explainer(image.root, (line) => request.onLine(line, 'stderr'), { port, clock: host.clock });
  const group = await startGroup(
    {
      words: [findProgram(words[0] as string, env.PATH ?? ''), ...words.slice(1)],
      cwd: workdir(image),
      env,
      owner: request.owner ?? 'world',
      onLine: (line, stream) => {
        request.onLine(line, stream);
        explained.hear(line);
      },
    },
    new ProcessRecords(host.dataDir),
    host.clock,
  ).catch((error: unknown) => {
    rmSync(home, { recursive: true, force: true });
    throw error;
  });
  let fault: string | undefined;
  const endWatch = port === undefined ? () => {} : watch(port, group, request, host, (words) => (fault = words));
  const exited = group.exited.then((exit) => {
    endWatch();
    explained.end();
    rmSync(home, { recursive: true, force: true });
    if (fault !== undefined) return { code: 1, signal: null, fault };
    if (exit.code !== 0) explained.failed();
    return exit;
  });
  return { pid: group.pid, port, host: askedHost, exited, stop: (grace) => group.stop(grace).then(() => exited) };
}

/** Ends a server at once that can never be reached as it is, and says why. */
function watch(
  port: number,
  group: ProcessGroup,
  { onLine }: RunRequest,
  { clock }: ContainerHost,
  fail: (words: string) => void,
): () => void {
  const say = (words: string) => onLine(`[Trainyard] ${words[0]?.toUpperCase()}${words.slice(1)}.`, 'stderr');
  return watchPort({
    clock,
    port,
    listeners: () => listenersOf(group.pid),
    elsewhere: {
      port: SAGEMAKER_PORT,
      why:
        'that is right on AWS and in a real container, but process mode gives each container a port of its own, ' +
        `SAGEMAKER_BIND_TO_PORT=${port}. Let it listen on SAGEMAKER_BIND_TO_PORT where that is set, else on ${SAGEMAKER_PORT}, or run with --runtime docker or podman`,
    },
    onNote: (words) => say(`${words}, which is SAGEMAKER_BIND_TO_PORT here (on AWS ${SAGEMAKER_PORT})`),
    onFault: (words) => {
      say(words);
      fail(words);
      void group.stop(FAULT_GRACE_SECONDS);
    },
  });
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
  const folders = [oldPythonFolder, pythonFolder].map((folder) => join('/', folder, 'bin')).concat((envTable(Env).PATH ?? '').split(':'));
  return folders.some((folder) => existsSync(join(inside(root, folder), word)));
}

/** The command with the paths in it, of the image and below /opt/ml, as they are on this machine. What a program has written in stays. */
function hostWords(words: readonly string[], root: string, baseDir: string): string[] {
  const isShell = /^(\S*\/)?(ba|da|a)?sh$/.test(words[0] ?? '');
  const script = isShell ? words.findIndex((word, index) => index > 0 && /^-\w*c$/.test(word)) + 1 : 0;
  const move = (path: string) => {
    const mount = mountedPath(path, baseDir);
    if (mount !== path) return mount;
    return isImagePath(path, root) ? inside(root, path) : undefined;
  };
  return words.map((word, index) => {
    if (script > 0 && index === script) return portableShell(word, (path) => isImagePath(path, root));
    if (mountedPath(word, baseDir) !== word) return mountedPath(word, baseDir);
    return movedPath(root, word) === word ? movedWord(word, move) : movedPath(root, word);
  });
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
