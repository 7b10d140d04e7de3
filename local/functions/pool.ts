import { availableParallelism } from 'node:os';
import type { Caller, World } from '../world.ts';
import type { FunctionVersion } from './function-version.ts';
import { FunctionWorker, type WorkerResult } from './function-worker.ts';
import { LogWriter } from './log-writer.ts';
import type { FunctionError } from './messages.ts';
import { endLines, startLine } from './report-lines.ts';

export interface Invocation {
  readonly requestId: string;
  /** JSON text. */
  readonly event: string;
  readonly clientContext?: string;
  /** As the caller named it, with the qualifier. */
  readonly functionArn: string;
}

export interface InvocationResult {
  /** JSON text: the answer, or the error's description when `failed`. */
  readonly payload: string;
  readonly failed: boolean;
  /** All log lines of this invocation, for `LogType: Tail`. */
  readonly log: readonly string[];
}

interface Warm {
  readonly worker: FunctionWorker;
  readonly log: LogWriter;
  /** Where the running invocation's lines go besides the log. */
  tail: string[];
}

/** An invocation that no worker is free for, and that may not start one yet. */
interface Waiting {
  readonly key: string;
  readonly version: FunctionVersion;
  take(warm: Warm | undefined, isNew: boolean): void;
}

/** AWS gives a function's module 10 s to load (Lambda Developer Guide, "Init phase"). */
const initMs = 10_000;
/** Idle threads kept, all functions together: each holds some 14 MB. */
const maxIdle = 16;
/** Threads that load their module at a time. */
const startsAtOnce = Math.max(2, availableParallelism());

const stopped: InvocationResult = {
  payload: JSON.stringify({ errorType: 'Runtime.ExitError', errorMessage: 'Error: The local world stops' }),
  failed: true,
  log: [],
};

/**
 * The warm workers of a world: an idle one is used again, a busy one gets a neighbour. Few start at a time, since a start takes a core a
 * while: the others wait, and take what becomes idle meanwhile. So a flood of short events is worked off by a handful of threads.
 */
export class WorkerPool {
  readonly #world: World;
  readonly #caller: (role: string, session: string) => Caller;
  readonly #idle = new Map<string, Warm[]>();
  readonly #all = new Set<FunctionWorker>();
  readonly #waiting: Waiting[] = [];
  #starting = 0;
  #stopped = false;

  constructor(world: World, caller: (role: string, session: string) => Caller) {
    this.#world = world;
    this.#caller = caller;
  }

  /** Runs one event to its end. Resolves for the function's own errors too. */
  async invoke(version: FunctionVersion, invocation: Invocation): Promise<InvocationResult> {
    if (this.#stopped) throw new Error('The local world stops and runs no function any more');
    const { clock } = this.#world;
    const key = `${version.name}:${version.version}:${version.revision}`;
    const { warm, isNew } = await this.#worker(key, version);
    if (!warm) return stopped;
    const begun = clock.now();
    warm.tail = [];
    this.#write(warm, startLine(invocation.requestId, version.version));
    const limit = version.timeoutSeconds * 1000 + (isNew ? initMs : 0);
    const timer = clock.after(limit, () => void warm.worker.stop({ error: timedOut(invocation.requestId, version.timeoutSeconds) }));
    const result = await warm.worker.run({ ...invocation, deadline: begun + version.timeoutSeconds * 1000 });
    timer.cancel();
    this.#write(warm, ...endLines(invocation.requestId, version.memoryMb, clock.now() - begun, result));
    await warm.log.write([]);
    const { tail } = warm;
    this.#giveBack(key, warm);
    return { ...answer(result), log: tail };
  }

  /** Ends every thread; running invocations resolve with an error. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#idle.clear();
    for (const { take } of this.#waiting.splice(0)) take(undefined, false);
    await Promise.all([...this.#all].map((worker) => worker.stop()));
    this.#all.clear();
  }

  /** An idle worker, a new one, or whichever there is first; none where the world stops meanwhile. */
  async #worker(key: string, version: FunctionVersion): Promise<{ warm?: Warm; isNew: boolean }> {
    const idle = this.#idle.get(key)?.pop();
    if (idle) return { warm: idle, isNew: false };
    if (this.#starting < startsAtOnce) return { warm: this.#start(version), isNew: true };
    return new Promise((resolve) => {
      this.#waiting.push({ key, version, take: (warm, isNew) => resolve({ warm, isNew }) });
    });
  }

  #start(version: FunctionVersion): Warm {
    const log = new LogWriter(this.#world, version, this.#caller(version.role, version.name));
    const worker = new FunctionWorker(this.#world, version, log.stream, (text) => this.#write(warm, text));
    const warm: Warm = { worker, log, tail: [] };
    this.#all.add(worker);
    this.#starting++;
    void worker.ready.then(() => {
      this.#starting--;
      const next = this.#stopped ? undefined : this.#waiting.shift();
      next?.take(this.#start(next.version), true);
    });
    return warm;
  }

  #write(warm: Warm, ...lines: string[]): void {
    warm.tail.push(...lines);
    void warm.log.write(lines);
  }

  #giveBack(key: string, warm: Warm): void {
    if (!warm.worker.usable || this.#stopped) return void this.#all.delete(warm.worker);
    const next = this.#waiting.findIndex((waiting) => waiting.key === key);
    if (next >= 0) return void this.#waiting.splice(next, 1)[0]?.take(warm, false);
    const list = this.#idle.get(key) ?? [];
    this.#idle.delete(key); // the map's order is the order of last use
    this.#idle.set(key, [...list, warm]);
    const count = [...this.#idle.values()].reduce((sum, { length }) => sum + length, 0);
    if (count > maxIdle) this.#endOldest();
  }

  #endOldest(): void {
    for (const [key, list] of this.#idle) {
      const oldest = list.shift();
      if (list.length === 0) this.#idle.delete(key);
      if (!oldest) continue;
      this.#all.delete(oldest.worker);
      this.#world.background('end of an idle function', oldest.worker.stop());
      return;
    }
  }
}

/** The answer's JSON, or the error's. */
function answer(result: WorkerResult): { payload: string; failed: boolean } {
  return 'error' in result ? { payload: JSON.stringify(result.error), failed: true } : { payload: result.payload, failed: false };
}

function timedOut(requestId: string, seconds: number): FunctionError {
  return {
    errorType: 'Sandbox.Timedout',
    errorMessage: `RequestId: ${requestId} Error: Task timed out after ${seconds.toFixed(2)} seconds`,
  };
}
