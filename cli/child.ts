import { spawn } from 'node:child_process';
import { CliError } from './cli-error.ts';
import type { Io } from './io.ts';

export interface ChildRequest {
  /** What it is, for an error: `node dist/infra.mjs`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly shell?: boolean;
}

/**
 * Runs a program to its end, in a process group of its own: Ctrl+C reaches it as SIGTERM from us, with all that it started, and not
 * by itself from the terminal. Resolves with its output. Throws CliError with its last lines when it fails.
 */
export async function runChild({ name, command, args, cwd, shell = false }: ChildRequest, io: Io): Promise<string> {
  io.interrupt.check();
  const child = spawn(command, [...args], { cwd, shell, env: { ...io.env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const output: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => output.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => output.push(text));
  const stop = (): void => {
    if (child.pid !== undefined) signalGroup(child.pid);
  };
  io.interrupt.signal.addEventListener('abort', stop, { once: true });
  process.once('exit', stop);
  try {
    const [code, signal] = await new Promise<[number | null, string | null]>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (...ended) => resolve(ended));
    });
    io.interrupt.check();
    if (code !== 0) throw new CliError(`${name} failed (${signal ?? `exit code ${code}`}): ${lastLines(output.join(''))}`);
    return output.join('');
  } finally {
    io.interrupt.signal.removeEventListener('abort', stop);
    process.off('exit', stop);
  }
}

function signalGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGTERM');
  } catch (error) {
    // Gone already: that is what was wanted.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Without stack frames, which follow a Node program's error and would push it out of what is shown. */
function lastLines(output: string): string {
  const lines = output
    .trim()
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\s+at |^Node\.js v/.test(line));
  return lines.slice(-8).join('\n') || 'it printed nothing';
}
