import type { Random } from '../../local/clock.ts';
import type { FaultPlan } from './faults/plan.ts';
import { push } from './services/codecommit.ts';
import type { Timeline } from './timeline.ts';
import type { SimulatedWorld } from './world.ts';

/** What people do in one seed, and when; then the rest. */
export class Scenario {
  readonly #world: SimulatedWorld;
  readonly #random: Random;
  readonly #timeline: Timeline;

  constructor(world: SimulatedWorld, _plan: FaultPlan, random: Random, timeline: Timeline) {
    this.#world = world;
    this.#random = random;
    this.#timeline = timeline;
  }

  async run(step: () => void): Promise<void> {
    const { clock, live } = this.#world;
    const id = () =>
      Array.from({ length: 10 }, () =>
        Math.floor(this.#random() * 65536)
          .toString(16)
          .padStart(4, '0'),
      ).join('');
    const files = { Dockerfile: id(), 'train.py': id(), 'inference.Dockerfile': id(), 'serve.py': id() };
    clock.after(1000, () => {
      this.#timeline.say('PUSH first');
      live.world.background('a push', push(live.world, 'trainyard-pushed', { author: 'jane', message: 'first', files }));
    });
    const end = clock.now() + 90 * 60_000;
    await clock.run(() => clock.now() > end, step);
  }
}
