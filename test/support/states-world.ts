import type { Clock, Random } from '../../local/clock.ts';
import { AwsError } from '../../local/services/errors.ts';
import { validate } from '../../local/services/input.ts';
import { states } from '../../local/services/states/index.ts';
import { MemoryStore, type Store } from '../../local/store.ts';
import type { Caller, ServiceEvent, World } from '../../local/world.ts';

/** Answers calls to services other than Step Functions. */
export type OtherServices = (service: string, operation: string, input: Record<string, unknown>, caller?: Caller) => Promise<unknown>;

export interface StatesWorldOptions {
  readonly clock: Clock;
  readonly account?: string;
  readonly random?: Random;
  readonly store?: Store;
  readonly others?: OtherServices;
}

/** A world with Step Functions alone, and the events it put on the bus. */
export function statesWorld(options: StatesWorldOptions): { world: World; events: ServiceEvent[] } {
  const events: ServiceEvent[] = [];
  const { clock, account = '000000000000', random = seededRandom(1), store = new MemoryStore(), others = nobody } = options;
  const root: Caller = { arn: `arn:aws:iam::${account}:root` };
  const call = async (service: string, name: string, input: object, caller: Caller = root): Promise<unknown> => {
    if (service !== 'states') return others(service, name, input as Record<string, unknown>, caller);
    const operation = states.operations.find((one) => one.name === name);
    if (!operation) throw new AwsError('UnknownOperationException', `${name} is not there`);
    validate(operation.input, input);
    return operation.run(input, { world, caller, requestId: 'request' });
  };
  const world = {
    account,
    region: 'us-east-1',
    partition: 'aws',
    dataDir: '/nowhere',
    endpointUrl: 'http://127.0.0.1:1',
    clock,
    random,
    store,
    call,
    emit: (event: ServiceEvent) => void events.push(event),
    log: () => {},
    authorize: () => {},
    background: () => {},
    mailed: () => {},
    credentials: () => ({ accessKeyId: '', secretAccessKey: '', sessionToken: '' }),
  } as unknown as World;
  return { world, events };
}

const nobody: OtherServices = (service, operation) => Promise.reject(new Error(`The test answers no ${service}:${operation}`));

/** mulberry32: the same numbers for the same seed. */
export function seededRandom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
