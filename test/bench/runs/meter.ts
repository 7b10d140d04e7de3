import { delay } from '../../../local/clock.ts';
import type { FunctionVersion } from '../../../local/functions/function-version.ts';
import type { FunctionPool } from '../../../local/services/lambda/pools.ts';
import type { CallContext } from '../../../local/services/operation.ts';
import { latencies, within } from '../../simulation/durations.ts';
import type { Weather } from '../../simulation/functions/pool.ts';
import { refusedByQuota } from '../../simulation/jobs/index.ts';
import { hashed } from '../../simulation/random.ts';

/** What one function used. */
export interface Used {
  calls: number;
  gbSeconds: number;
  /** Of S3: PUT and LIST; GET and HEAD. */
  writes: number;
  reads: number;
  publishes: number;
}

/** Fair weather with the simulation's usual latencies, and a count of everything that is paid for. */
export class Meter implements Weather {
  /** By the function's name. What SageMaker and CodeBuild read for themselves is their jobs' and not counted. */
  readonly used = new Map<string, Used>();
  readonly #seed: number;
  readonly #losesEvents: boolean;
  #drawn = 0;

  constructor(seed: number, losesEvents: boolean) {
    this.#seed = seed;
    this.#losesEvents = losesEvents;
  }

  /** Milliseconds within bounds: another draw each time. */
  ms(bounds: readonly [number, number]): number {
    this.#drawn += 1;
    return within(bounds, hashed(`latency ${this.#drawn}`, this.#seed) / 2 ** 32);
  }

  readonly around = async (
    service: string,
    operation: string,
    input: object,
    { caller, world }: CallContext,
    run: () => Promise<unknown>,
  ): Promise<unknown> => {
    if (service === 'lambda' && caller.service?.principal === 'events.amazonaws.com') {
      // The sweeper's schedule is a timer and no event of a job.
      const isSchedule = String((input as { FunctionName?: string }).FunctionName).includes('-sweep');
      if (this.#losesEvents && !isSchedule) return { StatusCode: 202, Payload: new Uint8Array() };
      await delay(world.clock, this.ms(latencies.eventMs));
    }
    // Of a function: state machines call them by their role too.
    if (caller.roleArn === undefined || service === 'lambda') return run();
    this.counted(caller.arn.slice(caller.arn.lastIndexOf('/') + 1), service, operation);
    await delay(world.clock, this.ms(latencies.callMs));
    const refusal = refusedByQuota(world, operation, input as Record<string, unknown>);
    if (refusal) throw refusal;
    return run();
  };

  skewMs = () => 0;
  startMs = () => this.ms(latencies.functionStartMs);
  diesAtEnd = () => false;
  told = () => {};

  /** A pool whose calls are counted, with the start-up, which Lambda bills since August 2025. */
  metered(inner: FunctionPool, clock: { now(): number }): FunctionPool {
    return {
      invoke: async (version, invocation) => {
        const begun = clock.now();
        const result = await inner.invoke(version, invocation);
        if (result.failed) throw new Error(`Expected ${version.name} to do its work in fair weather, got ${result.payload}`);
        this.#invoked(version, clock.now() - begun);
        return result;
      },
      stop: () => inner.stop(),
    };
  }

  /** Counts a call of a service by a function. */
  counted(name: string, service: string, operation: string): void {
    if (!/^(trainyard|reference)-/.test(name)) return;
    const used = this.#of(name);
    if (service === 's3') used[/^(Put|List|Copy)/.test(operation) ? 'writes' : 'reads'] += 1;
    if (service === 'sns' && operation === 'Publish') used.publishes += 1;
  }

  #invoked({ name, memoryMb }: FunctionVersion, ms: number): void {
    const used = this.#of(name);
    used.calls += 1;
    used.gbSeconds += (memoryMb / 1024) * (ms / 1000);
  }

  #of(name: string): Used {
    const known = this.used.get(name);
    if (known) return known;
    const used = { calls: 0, gbSeconds: 0, writes: 0, reads: 0, publishes: 0 };
    this.used.set(name, used);
    return used;
  }
}
