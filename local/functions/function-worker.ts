import { Worker } from 'node:worker_threads';
import type { World } from '../world.ts';
import { environmentOf } from './environment.ts';
import type { FunctionVersion } from './function-version.ts';
import type { FunctionError, InvokeMessage, WorkerMessage, WorkerStart } from './messages.ts';
import { workerUrl } from './worker-url.ts';

/** What one invocation came to. `heapMb` is what the thread's heap held at the end. */
export type WorkerResult = { readonly payload: string; readonly heapMb: number } | { readonly error: FunctionError };

/** One thread that runs one version of a function, one invocation at a time. */
export class FunctionWorker {
  readonly #thread: Worker;
  readonly #ended: Promise<void>;
  #waiting: ((result: WorkerResult) => void) | undefined;
  /** Set when the thread failed before it was asked anything. */
  #failure: WorkerResult | undefined;
  #requestId = '';
  #loaded: () => void = () => {};
  /** Resolves once its module is loaded, or never will be. */
  readonly ready = new Promise<void>((resolve) => {
    this.#loaded = resolve;
  });
  /** False once it may take no further invocation. */
  usable = true;

  constructor(world: World, version: FunctionVersion, logStream: string, onLog: (text: string) => void) {
    const start: WorkerStart = { codeDir: version.codeDir, handler: version.handler, logFormat: version.logFormat };
    this.#thread = new Worker(workerUrl(), {
      workerData: start,
      env: environmentOf(world, version, logStream),
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: version.memoryMb },
    });
    this.#thread.on('message', (message: WorkerMessage) => (message.kind === 'log' ? onLog(message.text) : this.#take(message)));
    this.#thread.on('error', (error: NodeJS.ErrnoException) => this.#end(this.#exitError(error)));
    this.#ended = new Promise((resolve) => {
      this.#thread.on('exit', (code) => {
        this.#end({
          error: { errorType: 'Runtime.ExitError', errorMessage: this.#text(`Runtime exited with error: exit status ${code}`) },
        });
        resolve();
      });
    });
  }

  /** Runs one event. Resolves with the function's error too; never rejects. */
  run(message: InvokeMessage): Promise<WorkerResult> {
    this.#requestId = message.requestId;
    this.#thread.ref();
    return new Promise<WorkerResult>((resolve) => {
      if (this.#failure) return resolve(this.#failure);
      this.#waiting = resolve;
      this.#thread.postMessage(message);
    }).finally(() => this.#thread.unref()); // an idle worker must not keep the process alive
  }

  /** Cuts the running invocation, which then resolves with `result`. */
  async stop(result?: WorkerResult): Promise<void> {
    this.#end(result ?? { error: { errorType: 'Runtime.ExitError', errorMessage: this.#text('The local world stops') } });
    await this.#thread.terminate();
    await this.#ended;
  }

  #take(message: Exclude<WorkerMessage, { kind: 'log' }>): void {
    if (message.kind === 'ready') return void this.#loaded();
    const result = message.kind === 'result' ? { payload: message.payload, heapMb: message.heapMb } : { error: message.error };
    if (message.kind === 'error' && message.fatal) {
      this.#end(result);
      void this.#thread.terminate();
      return;
    }
    this.#waiting?.(result);
    this.#waiting = undefined;
  }

  #end(result: WorkerResult): void {
    this.usable = false;
    this.#loaded();
    this.#failure ??= result;
    this.#waiting?.(result);
    this.#waiting = undefined;
  }

  #exitError(error: NodeJS.ErrnoException): WorkerResult {
    const outOfMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
    if (outOfMemory)
      return { error: { errorType: 'Runtime.OutOfMemory', errorMessage: this.#text('Runtime exited with error: signal: killed') } };
    return { error: { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') } };
  }

  #text(message: string): string {
    return `RequestId: ${this.#requestId} Error: ${message}`;
  }
}
