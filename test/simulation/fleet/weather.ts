import { delay } from '../../../local/clock.ts';
import type { FunctionVersion } from '../../../local/functions/function-version.ts';
import type { Invocation as Event } from '../../../local/functions/pool.ts';
import { AwsError } from '../../../local/services/errors.ts';
import type { FunctionPool } from '../../../local/services/lambda/pools.ts';
import type { World } from '../../../local/world.ts';
import { latencies } from '../durations.ts';
import { throttle } from '../faults/errors.ts';
import type { Weather } from '../functions/pool.ts';
import { refusedByQuota } from '../jobs/index.ts';
import type { Observer } from '../observer.ts';
import { hashed } from '../random.ts';
import type { Around } from '../services/index.ts';
import { lambdaConcurrency, rateOf } from './rates.ts';

/** Fair weather with many in it: nothing breaks, but every API has its rate and every kind of job its quota. */
export class FleetWeather implements Weather {
  /** How often something was refused, by `<service>:<operation> <error>`. */
  readonly refused: Record<string, number> = {};
  /** How often a function failed and was called again, by `<function> <error>`. */
  readonly failed: Record<string, number> = {};
  /** Lambda executions at once, at most. */
  busiest = 0;
  calls = 0;
  readonly #observer: Observer;
  readonly #seed: number;
  readonly #buckets = new Map<string, { tokens: number; at: number }>();
  #asked = 0;

  constructor(observer: Observer, seed: number) {
    this.#observer = observer;
    this.#seed = seed;
  }

  readonly around: Around = async (service, operation, input, { caller, world }, run) => {
    const named = input as Record<string, unknown>;
    const seen = () => this.#observer.seen(world, service, operation, named, caller, false, run);
    if (caller.roleArn === undefined || service === 'lambda') return seen();
    this.calls += 1;
    const [least, more] = latencies.callMs;
    await delay(world.clock, least + Math.floor(this.#draw() * more));
    const error = this.#throttled(world, service, operation) ?? refusedByQuota(world, operation, named);
    if (!error) return seen();
    count(this.refused, `${service}:${operation} ${error.name}`);
    throw error;
  };

  /** Lambda's own limit, for all who call a function. */
  within(pool: FunctionPool): FunctionPool {
    let running = 0;
    return {
      stop: () => pool.stop(),
      invoke: async (version: FunctionVersion, event: Event) => {
        if (running >= lambdaConcurrency) {
          count(this.refused, 'lambda:Invoke TooManyRequestsException');
          throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);
        }
        running += 1;
        this.busiest = Math.max(this.busiest, running);
        try {
          return await pool.invoke(version, event);
        } finally {
          running -= 1;
        }
      },
    };
  }

  skewMs(): number {
    return 0;
  }

  startMs(): number {
    const [least, more] = latencies.functionStartMs;
    return least + Math.floor(this.#draw() * more);
  }

  diesAtEnd(): boolean {
    return false;
  }

  told(text: string): void {
    const [, name = '', payload = ''] = /^(\S+) failed (.*)$/s.exec(text) ?? [];
    if (name) count(this.failed, `${name} ${(JSON.parse(payload) as { errorType: string }).errorType}`);
  }

  #throttled({ clock }: World, service: string, operation: string): AwsError | undefined {
    const rate = rateOf(service, operation);
    if (!rate) return undefined;
    const now = clock.now();
    const key = `${service}:${operation}`;
    const bucket = this.#buckets.get(key) ?? { tokens: rate.burst, at: now };
    const tokens = Math.min(rate.burst, bucket.tokens + ((now - bucket.at) / 1000) * rate.perSecond);
    this.#buckets.set(key, { tokens: tokens < 1 ? tokens : tokens - 1, at: now });
    return tokens < 1 ? throttle(service) : undefined;
  }

  #draw(): number {
    return hashed(`${this.#asked++}`, this.#seed) / 2 ** 32;
  }
}

function count(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}
