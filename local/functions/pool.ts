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

/** AWS gives a function's module 10 s to load (Lambda Developer Guide, "Init phase"). */
const initMs = 10_000;
/** Idle threads kept, all functions together: each holds some 20 MB. */
const maxIdle = 16;

/** The warm workers of a world: an idle one is used again, a busy one gets a neighbour. */
export class WorkerPool {
  readonly #world: World;
  readonly #caller: (role: string, session: string) => Caller;
  readonly #idle = new Map<string, Warm[]>();
  readonly #all = new Set<FunctionWorker>();
  #stopped = false;

  constructor(world: World, caller: (role: string, session: string) => Caller) {
    this.#world = world;
    this.#caller = caller;
  }

  /** Runs one event to its end. Resolves for the function's own errors too. */
  async invoke(version: FunctionVersion, invocation: Invocation): Promise<InvocationResult> {
    if (this.#stopped) throw new Error('The local world stops and runs no function any more');
    const { clock } = this.#world;
    const begun = clock.now();
    const key = `${version.name}:${version.version}:${version.revision}`;
    const found = this.#idle.get(key)?.pop();
    const warm = found ?? this.#start(version);
    warm.tail = [];
    this.#write(warm, startLine(invocation.requestId, version.version));
    const limit = version.timeoutSeconds * 1000 + (found ? 0 : initMs);
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
    await Promise.all([...this.#all].map((worker) => worker.stop()));
    this.#all.clear();
  }

  #start(version: FunctionVersion): Warm {
    const log = new LogWriter(this.#world, version, this.#caller(version.role, version.name));
    const worker = new FunctionWorker(this.#world, version, log.stream, (text) => this.#write(warm, text));
    const warm: Warm = { worker, log, tail: [] };
    this.#all.add(worker);
    return warm;
  }

  #write(warm: Warm, ...lines: string[]): void {
    warm.tail.push(...lines);
    void warm.log.write(lines);
  }

  #giveBack(key: string, warm: Warm): void {
    if (!warm.worker.usable || this.#stopped) return void this.#all.delete(warm.worker);
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
