import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { delay } from '../../../clock.ts';
import { instanceMemory } from '../../../containers/engine/instance-memory.ts';
import { containerRuntime, type RunningContainer } from '../../../containers/runtime.ts';
import type { World } from '../../../world.ts';
import { randomHex } from '../../ids.ts';
import { ArchiveFault, unpack } from '../common/archive.ts';
import { containerEnv } from '../common/container-env.ts';
import { endpointOwner } from '../common/leftovers.ts';
import { asLogged, logWriter } from '../common/logs.ts';
import { openObject, s3Location } from '../common/objects.ts';
import { asRole } from '../common/roles.ts';
import type { Variant } from './configs.ts';
import { DeployFault, pingFault } from './faults.ts';
import { ask, type ContainerAnswer } from './http.ts';

/** SageMaker's default for ContainerStartupHealthCheckTimeoutInSeconds. */
const STARTUP_SECONDS = 480;

const PING_TIMEOUT_MS = 2000;

/** A container that ends again and again is given up: waits of 0.5, 1, 2 and 4 s lie between its starts. */
const MAX_RESTARTS = 4;

/** A container that lived this long starts with a clean slate. */
const LONG_LIFE_MS = 60_000;

/** What a container of an endpoint is started with. */
export interface Serving {
  readonly endpoint: string;
  readonly variant: Variant;
  /** By digest. */
  readonly image: string;
  readonly modelDataUrl?: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly role: string;
  readonly isolated: boolean;
}

/** One container of a variant: its model folder, its process, restarted when it dies. It stands for all instances of the variant. */
export class ServingContainer {
  readonly #world: World;
  readonly #what: Serving;
  readonly #base: string;
  readonly #log: (line: string) => void;
  #container: RunningContainer | undefined;
  #stopped = false;
  #gaveUp = false;
  #loop: Promise<void> = Promise.resolve();
  #asked = 0;
  #idle: (() => void) | undefined;
  #wake: (() => void) | undefined;

  constructor(world: World, what: Serving) {
    this.#world = world;
    this.#what = what;
    const instance = `i-${randomHex(world.random, 17)}`;
    this.#base = join(world.dataDir, 'run', 'endpoints', what.endpoint, `${what.variant.VariantName}-${instance}`);
    this.#log = logWriter(world, what.role, `/aws/sagemaker/Endpoints/${what.endpoint}`, `${what.variant.VariantName}/${instance}`);
  }

  /**
   * Brings it up and waits until `/ping` answers 200.
   * @throws DeployFault with the FailureReason
   */
  async start(): Promise<void> {
    await this.#unpackModel();
    if (this.#stopped) throw new DeployFault('stopped while it started');
    this.#loop = this.#keepRunning();
    this.#world.background(`serve endpoint ${this.#what.endpoint}`, this.#loop);
    const seconds = this.#what.variant.ContainerStartupHealthCheckTimeoutInSeconds ?? STARTUP_SECONDS;
    const deadline = this.#world.clock.now() + seconds * 1000;
    let last = await this.#ping();
    for (let wait = 20; last !== '200'; wait = Math.min(wait * 1.5, 1000)) {
      const isLate = this.#world.clock.now() >= deadline;
      // AWS leaves it at the reason below; whoever reads the log here learns why.
      if (isLate) this.#log(`[Trainyard] /ping did not answer 200 within ${seconds} s; the last answer was: ${last}.`);
      if (this.#stopped || this.#gaveUp || isLate) throw pingFault(this.#what.variant.VariantName);
      await delay(this.#world.clock, wait);
      last = await this.#ping();
    }
  }

  /** Passes a request on. @throws the socket's error when the container is not there */
  async ask(question: { headers: Record<string, string>; body: Uint8Array; timeoutMs: number }): Promise<ContainerAnswer> {
    const { port, host = '' } = this.#container ?? {};
    if (port === undefined) throw Object.assign(new Error('the container is not running'), { code: 'ECONNREFUSED' });
    this.#asked++;
    try {
      return await ask(this.#world.clock, { method: 'POST', path: '/invocations', host, port, ...question });
    } finally {
      this.#asked--;
      if (this.#asked === 0) this.#idle?.();
    }
  }

  /** Resolves when no request is under way. */
  async drain(): Promise<void> {
    if (this.#asked > 0) await new Promise<void>((resolve) => (this.#idle = resolve));
  }

  /** SIGTERM, then SIGKILL after the grace; its folder goes too. */
  async stop(graceSeconds: number): Promise<void> {
    this.#stopped = true;
    await this.#container?.stop(graceSeconds);
    this.#wake?.();
    // A fault of the loop has gone to the world's background errors.
    await this.#loop.catch(() => {});
    await rm(this.#base, { recursive: true, force: true });
  }

  async #unpackModel(): Promise<void> {
    const { modelDataUrl, role } = this.#what;
    if (!modelDataUrl) return;
    try {
      await unpack(await openObject(this.#world, s3Location(modelDataUrl), asRole(this.#world, role)), join(this.#base, 'model'));
    } catch (error) {
      if (!(error instanceof ArchiveFault)) throw error;
      throw new DeployFault(
        `Failed to extract model data archive from URL "${modelDataUrl}". Please ensure that the object located at the URL is a valid tar.gz archive.`,
      );
    }
  }

  /** The status, or why there is none. */
  async #ping(): Promise<string> {
    const { port, host = '' } = this.#container ?? {};
    if (port === undefined) return 'the container is not running';
    try {
      const { status } = await ask(this.#world.clock, { method: 'GET', path: '/ping', host, port, timeoutMs: PING_TIMEOUT_MS });
      return String(status);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      return code === 'ECONNREFUSED' ? 'nothing listens on its port, 8080 or the one in SAGEMAKER_BIND_TO_PORT' : message;
    }
  }

  async #keepRunning(): Promise<void> {
    const { clock } = this.#world;
    for (let restarts = 0; !this.#stopped; restarts++) {
      const since = clock.now();
      try {
        this.#container = await this.#launch();
      } catch (error) {
        if (!(error instanceof Error && error.name === 'ContainerError')) throw error;
        this.#log(error.message);
        this.#gaveUp = true;
        return;
      }
      if (this.#stopped) void this.#container.stop(1);
      const exit = await this.#container.exited;
      this.#container = undefined;
      if (this.#stopped) return;
      if (exit.fault !== undefined) break;
      if (clock.now() - since > LONG_LIFE_MS) restarts = 0;
      this.#log(`The container ended (${exit.signal ?? `exit code ${exit.code}`}).`);
      if (restarts >= MAX_RESTARTS) break;
      await this.#pause(500 * 2 ** restarts);
    }
    this.#gaveUp = true;
  }

  /** A wait that `stop` cuts short. */
  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#world.clock.after(ms, resolve);
      this.#wake = () => {
        timer.cancel();
        resolve();
      };
    });
  }

  #launch(): Promise<RunningContainer> {
    const { image, environment, endpoint, role, isolated, variant } = this.#what;
    return containerRuntime(this.#world).run({
      image,
      command: 'serve',
      env: { ...containerEnv(this.#world, role, isolated), ...environment },
      baseDir: this.#base,
      port: true,
      memoryBytes: instanceMemory(variant.InstanceType),
      owner: endpointOwner(endpoint),
      onLine: (line) => this.#log(asLogged(line)),
    });
  }
}
