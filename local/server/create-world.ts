import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { type Clock, type Random, systemClock, systemRandom } from '../clock.ts';
import type { Engine } from '../containers/engine/engine.ts';
import { Authorizer, type PermissionUse } from '../iam/authorizer.ts';
import { sessionArn } from '../iam/roles.ts';
import { deliver } from '../services/events/deliver.ts';
import { randomHex, randomUuid } from '../services/ids.ts';
import { appendLines } from '../services/logs/append.ts';
import type { AnyOperation, Service, ServiceName } from '../services/operation.ts';
import { services as allServices } from '../services/registry.ts';
import { FileStore, type Store } from '../store.ts';
import type { Caller, Mail, World } from '../world.ts';
import { dispatch, findOperation } from './dispatch.ts';
import { KeyRing, type KnownKey } from './keys.ts';

export interface WorldOptions {
  /** `.trainyard/`. */
  readonly dataDir: string;
  readonly account?: string;
  readonly region?: string;
  readonly partition?: string;
  readonly clock?: Clock;
  readonly random?: Random;
  /** Default: files below `dataDir/state`. */
  readonly store?: Store;
  readonly services?: readonly Service[];
  /** Runs the containers; none: process mode. */
  readonly engine?: Engine;
  /** What the key `owner` signs with; none: this world has no doors for its owner. */
  readonly ownerSecret?: string;
  /** Told of every failure that has no caller to go to: a delivery, a build, an asynchronous invoke. */
  readonly onBackgroundError?: (name: string, error: unknown) => void;
}

/** A world and what only its owner may do: start and stop it, know its keys, watch it. */
export interface LiveWorld {
  readonly world: World;
  /** Whose an access key id is, and its secret; undefined for a key that is not of this world. */
  keyOf(accessKeyId: string): KnownKey | undefined;
  /** As `world.call`, under the request's own id. */
  dispatch(service: ServiceName, operation: string, input: object, caller: Caller, requestId: string): Promise<unknown>;
  /** The operation's definition: its input table steers decoding. */
  operation(service: ServiceName, name: string): AnyOperation | undefined;
  /** Fixes where every service listens; before `start`. */
  listensAt(url: string): void;
  start(): Promise<void>;
  /** Stops the services in reverse order, then waits for background work. */
  stop(): Promise<void>;
  onMail(listener: (mail: Mail) => void): void;
  permissionsUsed(): PermissionUse[];
}

/** Makes the world without any listener: tests and simulations use it as it is, `startWorld` puts HTTP in front. */
export function createWorld(options: WorldOptions): LiveWorld {
  const { account = '000000000000', region = 'us-east-1', partition = 'aws', clock = systemClock, random = systemRandom } = options;
  const dataDir = resolve(options.dataDir);
  const services = options.services ?? allServices;
  const root: Caller = { arn: `arn:${partition}:iam::${account}:root` };
  // Drawn also where nobody can reach it: a seeded world's other draws are then those of any world with that seed.
  const drawn = randomHex(random, 32);
  const keys = new KeyRing(root, options.random ? drawn : randomBytes(32).toString('hex'), options.ownerSecret);
  const work = new Set<Promise<unknown>>();
  const mailListeners: ((mail: Mail) => void)[] = [];
  let endpointUrl = '';

  const world: World = {
    account,
    region,
    partition,
    dataDir,
    clock,
    random,
    engine: options.engine,
    get endpointUrl() {
      return endpointUrl;
    },
    store: options.store ?? new FileStore(resolve(dataDir, 'state')),
    call: (service, operation, input, caller = root) => dispatch(context, service, operation, input, caller) as never,
    emit: (event) => void deliver(world, event),
    log: (group, stream, lines) => appendLines(world, group, stream, lines),
    credentials: (roleArn, session = 'trainyard', seconds) => {
      const caller = { arn: sessionArn(world, roleArn, session), roleArn };
      if (seconds === undefined) return keys.session(`${roleArn} ${session}`, caller);
      return keys.temporary(`${roleArn} ${session} ${randomUuid(random)}`, caller, clock.now(), clock.now() + seconds * 1000);
    },
    authorize: (roleArn, action, resource, context = {}) =>
      authorizer.check(roleArn, sessionArn(world, roleArn, 'trainyard'), action, resource, context, action.split(':')[0]),
    background: (name, promise) => {
      const settled: Promise<unknown> = promise
        .catch((error) => options.onBackgroundError?.(name, error))
        .finally(() => work.delete(settled));
      work.add(settled);
    },
    mailed: (mail) => mailListeners.forEach((listener) => void listener(mail)),
  };
  const authorizer = new Authorizer(world);
  const context = { world, services, authorizer };

  return {
    world,
    keyOf: (accessKeyId) => keys.find(accessKeyId),
    dispatch: (service, operation, input, caller, requestId) => dispatch(context, service, operation, input, caller, requestId),
    operation: (service, name) => findOperation(services, service, name),
    listensAt: (url) => {
      endpointUrl = url;
    },
    start: async () => {
      for (const service of services) await service.start?.(world);
      for (const service of services) service.ready?.(world);
    },
    stop: async () => {
      for (const service of [...services].reverse()) await service.stop?.(world);
      while (work.size > 0) await Promise.all(work);
    },
    onMail: (listener) => void mailListeners.push(listener),
    permissionsUsed: () => authorizer.uses(),
  };
}
