import type { ModelState } from '../../lambdas/contract/model-state.ts';
import type { Caller, World } from '../../local/world.ts';
import type { Call, Invariant, Observation } from './observation.ts';
import type { Timeline } from './timeline.ts';

const stateKey = /^state\/([a-z0-9-]+)\.json$/;

/** Lines of the story that are told with a violation. */
const storyLines = 12;

/** A promise that did not hold. */
export interface Violation {
  readonly invariant: string;
  readonly text: string;
  /** What had happened just before; of a world's first one alone. */
  readonly story?: readonly string[];
}

/** Collects what was called, and shows it to the invariants after each step. */
export class Observer {
  readonly states: Map<string, ModelState>;
  readonly violations: Violation[] = [];
  readonly invariants: readonly Invariant[];
  readonly #timeline: Timeline | undefined;
  readonly #missedSweeps: number[] = [];
  #calls: Call[] = [];
  /** Calls seen so far. */
  count = 0;

  /** `timeline`: told of violations when they come. */
  constructor(invariants: readonly Invariant[], states: ReadonlyMap<string, ModelState>, timeline?: Timeline) {
    this.states = new Map(states);
    this.invariants = invariants;
    this.#timeline = timeline;
  }

  /** A promise was broken just now. */
  violated(invariant: string, text: string): void {
    this.#timeline?.say(`VIOLATION ${invariant}: ${text}`);
    this.violations.push({ invariant, text, story: this.violations.length === 0 ? this.#timeline?.last(storyLines) : undefined });
  }

  /** Records that the event of a sweep did not arrive in time: promises that the sweeper keeps are counted from the next one. */
  missedSweep(at: number): void {
    this.#missedSweeps.push(at);
  }

  /** Runs a call that reached its service, and remembers what came of it. */
  async seen(
    world: World,
    service: string,
    operation: string,
    input: Record<string, unknown>,
    caller: Caller,
    answerLost: boolean,
    run: () => Promise<unknown>,
  ): Promise<unknown> {
    this.count += 1;
    const about = { service, operation, input, caller, answerLost };
    try {
      const answer = await run();
      this.#calls.push({ at: world.clock.now(), ...about, answer });
      if (operation === 'PutObject') this.#keepState(input);
      return answer;
    } catch (error) {
      this.#calls.push({ at: world.clock.now(), ...about, error: error as Error });
      throw error;
    }
  }

  /** After each thing that ran to quiescence. */
  step(world: World, isAtRest = false): void {
    if (this.#calls.length === 0 && !isAtRest) return;
    const calls = this.#calls;
    this.#calls = [];
    const missedSweeps = this.#missedSweeps;
    const observation: Observation = { at: world.clock.now(), world, calls, states: this.states, missedSweeps, isAtRest };
    for (const invariant of this.invariants) for (const text of invariant.check(observation)) this.violated(invariant.name, text);
  }

  #keepState({ Key, Body }: Record<string, unknown>): void {
    const model = stateKey.exec(String(Key))?.[1];
    if (model) this.states.set(model, JSON.parse(typeof Body === 'string' ? Body : Buffer.from(Body as Uint8Array).toString()));
  }
}
