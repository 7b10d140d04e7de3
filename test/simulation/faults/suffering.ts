import { delay } from '../../../local/clock.ts';
import type { CallContext } from '../../../local/services/operation.ts';
import type { Weather } from '../functions/pool.ts';
import type { Timeline } from '../timeline.ts';
import type { SimulatedWorld } from '../world.ts';
import type { FaultPlan } from './plan.ts';

/** Carries out the plan's faults on the calls of one world. */
export class Suffering implements Weather {
  readonly #plan: FaultPlan;
  readonly #timeline: Timeline;
  readonly #world: () => SimulatedWorld;

  constructor(plan: FaultPlan, timeline: Timeline, world: () => SimulatedWorld) {
    this.#plan = plan;
    this.#timeline = timeline;
    this.#world = world;
  }

  readonly around = async (
    service: string,
    operation: string,
    _input: object,
    context: CallContext,
    run: () => Promise<unknown>,
  ): Promise<unknown> => {
    const role = context.caller.roleArn;
    if (role === undefined) return run();
    const what = `${role.slice(role.lastIndexOf('/') + 1)} ${service}:${operation}`;
    await delay(this.#world().clock, 5 + Math.floor(this.#plan.draw('latency', what) * 40));
    return run();
  };

  skewMs(): number {
    return 0;
  }

  startMs(name: string): number {
    return 10 + Math.floor(this.#plan.draw('start', name) * 200);
  }

  deathOf(): undefined {
    return undefined;
  }

  told(text: string): void {
    this.#timeline.say(text);
  }
}
