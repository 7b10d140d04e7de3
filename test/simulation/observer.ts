import type { ModelState } from '../../lambdas/contract/model-state.ts';
import type { Caller, World } from '../../local/world.ts';
import type { Call, Invariant, Observation } from './observation.ts';

const stateKey = /^state\/([a-z0-9-]+)\.json$/;

/** A promise that did not hold. */
export interface Violation {
  readonly invariant: string;
  readonly text: string;
}

/** Collects what was called, and shows it to the invariants after each step. */
export class Observer {
  readonly states: Map<string, ModelState>;
  readonly violations: Violation[] = [];
  readonly invariants: readonly Invariant[];
  #calls: Call[] = [];
  /** Calls seen so far. */
  count = 0;

  constructor(invariants: readonly Invariant[], states: ReadonlyMap<string, ModelState>) {
    this.states = new Map(states);
    this.invariants = invariants;
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
    const observation: Observation = { at: world.clock.now(), world, calls, states: this.states, isAtRest };
    for (const invariant of this.invariants)
      for (const text of invariant.check(observation)) this.violations.push({ invariant: invariant.name, text });
  }

  #keepState({ Key, Body }: Record<string, unknown>): void {
    const model = stateKey.exec(String(Key))?.[1];
    if (model) this.states.set(model, JSON.parse(typeof Body === 'string' ? Body : Buffer.from(Body as Uint8Array).toString()));
  }
}
