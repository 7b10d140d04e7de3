import { type ChildProcess, spawn } from 'node:child_process';
import type { Clock } from '../clock.ts';
import { ContainerError } from './errors.ts';
import type { ProcessRecords } from './leftovers.ts';
import { lineReader } from './lines.ts';
import type { Exit } from './runtime.ts';
import { signalGroup } from './signals.ts';
import { killStrays } from './strays.ts';

export interface GroupRequest {
  readonly words: readonly string[];
  readonly cwd: string;
  /** The whole environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly owner: string;
  readonly onLine: (line: string, stream: 'stdout' | 'stderr') => void;
}

export interface ProcessGroup {
  readonly pid: number;
  readonly exited: Promise<Exit>;
  stop(graceSeconds: number): Promise<Exit>;
}

/**
 * Starts a program as the leader of its own process group, recorded so that a later start can end what a killed world left. When the
 * leader ends, for whatever reason, everything else of its group is killed, and of a container what left the group: no process is left behind.
 * @throws ContainerError when the program cannot be started
 */
export async function startGroup(request: GroupRequest, records: ProcessRecords, clock: Clock): Promise<ProcessGroup> {
  const [command = '', ...args] = request.words;
  const child = spawn(command, args, { cwd: request.cwd, env: request.env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  await started(child, command, request);
  const pid = child.pid as number;
  const forget = records.add(pid, request.owner, request.words);

  const readers = (['stdout', 'stderr'] as const).map((name) => {
    const stream = child[name];
    return stream && { stream, reader: lineReader(stream, (line) => request.onLine(line, name)) };
  });
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => {
      signalGroup(pid, 'SIGKILL');
      forget();
      const folder = request.env.SAGEMAKER_BASE_DIR;
      const alone = folder === undefined ? Promise.resolve() : killStrays(folder);
      // What the leader printed last may still be in the pipes. With its group dead they close; a process that left the group may hold
      // them open, and must not hold us.
      const finish = () => {
        timer.cancel();
        for (const entry of readers) {
          entry?.reader.end();
          entry?.stream.destroy();
        }
        void alone.then(() => resolve({ code, signal }));
      };
      const timer = clock.after(1000, finish);
      child.once('close', finish);
    });
  });

  let terminated = false;
  return {
    pid,
    exited,
    // A second stop may be more impatient than the first: the shortest grace counts.
    stop: async (graceSeconds) => {
      if (child.exitCode !== null || child.signalCode !== null) return exited;
      if (!terminated) signalGroup(pid, 'SIGTERM');
      terminated = true;
      const timer = clock.after(graceSeconds * 1000, () => signalGroup(pid, 'SIGKILL'));
      const exit = await exited;
      timer.cancel();
      return exit;
    },
  };
}

function started(child: ChildProcess, command: string, { cwd }: GroupRequest): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error: NodeJS.ErrnoException) => {
      const why =
        error.code === 'ENOENT'
          ? `there is no program "${command}" on this machine or in the image (working folder ${cwd})`
          : error.message;
      reject(new ContainerError(`cannot start ${command}: ${why}`));
    });
  });
}
