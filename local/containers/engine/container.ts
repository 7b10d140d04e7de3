import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { delay } from '../../clock.ts';
import { startGroup } from '../child.ts';
import { ProcessRecords } from '../leftovers.ts';
import { networkListeners } from '../network-listeners.ts';
import { watchPort } from '../port-watch.ts';
import type { ContainerHost, RunningContainer, RunRequest } from '../runtime.ts';
import { sharing } from './arguments.ts';
import { callEngine, type Engine } from './engine.ts';

/**
 * The first process of a container gets no signal that it has not asked for yet: one that is stopped while its program still loads would
 * sit out the whole grace.
 */
const SETTLE_MS = 3000;

/**
 * Makes a container and stays attached to it: the client's output is the container's, its exit code too.
 * @param words of `create`
 * @throws ContainerError when the image is not there
 */
export async function startContainer(
  host: ContainerHost,
  engine: Engine,
  words: readonly string[],
  { baseDir, port: isAsked, owner = 'world', onLine }: RunRequest,
): Promise<RunningContainer> {
  // podman's monitor leaves a file `oom` where it was started, when memory ran out.
  const cwd = join(host.dataDir, 'run');
  for (const folder of [baseDir, cwd]) mkdirSync(folder, { recursive: true });
  const id = (await callEngine(engine, words)).split('\n').at(-1) as string;
  const client = await startGroup(
    { words: [engine.command, 'start', '--attach', id], cwd, env: engine.env, owner, onLine },
    new ProcessRecords(host.dataDir),
    host.clock,
  );
  const started = host.clock.now();
  let isOver = false;
  let fault: string | undefined;
  let endWatch = () => {};
  // It may have ended by itself in this very moment.
  const signal = (name: string) => callEngine(engine, ['kill', '--signal', name, id]).catch(() => '');
  const exited = client.exited.then(async (exit) => {
    isOver = true;
    endWatch();
    const say = (error: Error) => onLine(error.message, 'stderr');
    if (engine.rootFiles) await giveBack(engine, id, baseDir).catch(say);
    // The client may have been killed, and its container left.
    await signal('KILL');
    await callEngine(engine, ['rm', '--force', '--volumes', id]).catch(say);
    return fault === undefined ? exit : { code: 1, signal: null, fault };
  });

  let port: number | undefined;
  while (isAsked && port === undefined && !isOver) {
    const text = await callEngine(engine, ['port', id, '8080/tcp']).catch(() => '');
    port = Number(/:(\d+)$/m.exec(text)?.[1]) || undefined;
    if (port === undefined) await delay(host.clock, 30);
  }

  if (port !== undefined && !isOver) {
    const init = Number(await callEngine(engine, ['inspect', '--format', '{{.State.Pid}}', id]).catch(() => '0'));
    endWatch = watchPort({
      clock: host.clock,
      port: 8080,
      listeners: async () => networkListeners(init),
      onNote: (words) => onLine(`[Trainyard] ${capital(words)}.`, 'stderr'),
      onFault: (words) => {
        fault = words;
        onLine(`[Trainyard] ${capital(words)}.`, 'stderr');
        void signal('KILL');
      },
    });
  }

  let isTerminated = false;
  return {
    pid: client.pid,
    port,
    host: '127.0.0.1',
    exited,
    // A second stop may be more impatient than the first: the shortest grace counts.
    stop: async (graceSeconds) => {
      if (isOver) return exited;
      const timer = host.clock.after(graceSeconds * 1000, () => void signal('KILL'));
      if (!isTerminated) {
        isTerminated = true;
        const wait = Math.min(started + SETTLE_MS - host.clock.now(), (graceSeconds * 1000) / 2);
        if (wait > 0) await Promise.race([delay(host.clock, wait), exited]);
        await signal('TERM');
      }
      const exit = await exited;
      timer.cancel();
      return exit;
    },
  };
}

const capital = (words: string) => `${words[0]?.toUpperCase()}${words.slice(1)}`;

/** What root wrote below `/opt/ml` goes to this process's user, who packs it and takes it away. */
async function giveBack(engine: Engine, id: string, baseDir: string): Promise<void> {
  const image = await callEngine(engine, ['inspect', '--format', '{{.Image}}', id]);
  const owner = `${process.getuid?.()}:${process.getgid?.()}`;
  const words = [
    'run',
    '--rm',
    ...sharing,
    '--network',
    'none',
    '--user',
    '0',
    '--volume',
    `${baseDir}:/opt/ml`,
    '--entrypoint',
    'chown',
    image,
  ];
  await callEngine(engine, [...words, '-R', owner, '/opt/ml']);
}
