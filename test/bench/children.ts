import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

/** The repository. */
export const root = join(import.meta.dirname, '../..');

interface Ended {
  readonly ms: number;
  /** What it printed on stdout. */
  readonly output: string;
}

interface How {
  readonly cwd: string;
  /** The whole environment but PATH; without one, a person's own. */
  readonly env?: Record<string, string>;
}

/** The programs that a bench starts: none outlives it, not even after Ctrl+C. */
export class Children {
  readonly #running = new Set<ChildProcess>();
  #interrupted = false;

  constructor() {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => this.#interrupt());
  }

  /** Runs a program to its end. Throws with what it printed when it fails. */
  async run(command: string, args: readonly string[], how: How): Promise<Ended> {
    const began = performance.now();
    const child = this.start(command, args, how);
    const texts = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      child[name]?.setEncoding('utf8').on('data', (text: string) => {
        texts[name] += text;
      });
    const code = await ended(child);
    const ms = performance.now() - began;
    this.#check();
    if (code !== 0) throw new Error(`${[command, ...args].join(' ')} ended with ${code}:\n${texts.stdout}${texts.stderr}`);
    return { ms, output: texts.stdout };
  }

  /** Starts a program that the caller ends with {@link stop}. */
  start(command: string, args: readonly string[], { cwd, env }: How): ChildProcess {
    this.#check();
    const child = spawn(command, [...args], { cwd, env: env ? { PATH: process.env.PATH, ...env } : process.env });
    this.#running.add(child);
    child.once('close', () => this.#running.delete(child));
    return child;
  }

  /** SIGTERM, and waits for the end. */
  async stop(child: ChildProcess): Promise<void> {
    if (!this.#running.has(child)) return;
    const end = ended(child);
    child.kill();
    await end;
  }

  /** The programs end by themselves, tidily; the bench then ends with an error, through its `finally`s. */
  #interrupt(): void {
    if (this.#interrupted) process.exit(130);
    this.#interrupted = true;
    for (const child of this.#running) child.kill();
  }

  #check(): void {
    if (this.#interrupted) throw new Error('Interrupted.');
  }
}

function ended(child: ChildProcess): Promise<number | string | null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(signal ?? code));
  });
}
