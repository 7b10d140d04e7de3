import { AwsError } from '../services/errors.ts';
import { randomHex } from '../services/ids.ts';
import type { Caller, World } from '../world.ts';
import type { FunctionVersion } from './function-version.ts';

/** Writes one worker's lines to CloudWatch Logs under the function's role, as Lambda does. */
export class LogWriter {
  readonly stream: string;
  readonly #world: World;
  readonly #version: FunctionVersion;
  readonly #caller: Caller;
  #ready: Promise<boolean> | undefined;

  constructor(world: World, version: FunctionVersion, caller: Caller) {
    this.#world = world;
    this.#version = version;
    this.#caller = caller;
    const day = new Date(world.clock.now()).toISOString().slice(0, 10).replaceAll('-', '/');
    this.stream = `${day}/[${version.version}]${randomHex(world.random, 32)}`;
  }

  /** Keeps the order: a line is written when the one before it is. Resolves once all lines so far are written. */
  write(lines: readonly string[]): Promise<boolean> {
    const timestamp = this.#world.clock.now();
    const logEvents = lines.filter((message) => message !== '').map((message) => ({ timestamp, message }));
    const before = this.#ready ?? this.#attempt(() => this.#createStream());
    this.#ready = before.then((open) => {
      if (!open || logEvents.length === 0) return open;
      return this.#attempt(() => this.#call('PutLogEvents', { logStreamName: this.stream, logEvents }));
    });
    return this.#ready;
  }

  /** A role without the permissions has no log, on AWS without a word; here the world's owner is told. */
  async #attempt(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      this.#world.background(`log of ${this.#version.name}`, Promise.reject(error));
      return false;
    }
  }

  async #createStream(): Promise<void> {
    try {
      await this.#call('CreateLogStream', { logStreamName: this.stream });
    } catch (error) {
      if (!(error instanceof AwsError) || error.name !== 'ResourceNotFoundException') throw error;
      await this.#call('CreateLogGroup', {});
      await this.#call('CreateLogStream', { logStreamName: this.stream });
    }
  }

  #call(operation: string, input: object): Promise<unknown> {
    return this.#world.call('logs', operation, { logGroupName: this.#version.logGroup, ...input }, this.#caller);
  }
}
