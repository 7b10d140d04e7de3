import type { ModelState } from '../../lambdas/contract/model-state.ts';
import type { Caller, World } from '../../local/world.ts';

/** One call of an operation that reached its service, in the order in which they were answered. */
export interface Call {
  /** Milliseconds since the epoch, on the world's own clock. */
  readonly at: number;
  readonly service: string;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly caller: Caller;
  readonly answer?: unknown;
  /** What the service itself refused with. */
  readonly error?: Error;
  /** True when the caller was told of a failure though the call had its effect. */
  readonly answerLost: boolean;
}

/** What an invariant sees after each thing that ran to quiescence. */
export interface Observation {
  readonly at: number;
  readonly world: World;
  /** What was called since the last observation. */
  readonly calls: readonly Call[];
  /** `state/<model>.json` as it is now, by model; a model that never ran has none. */
  readonly states: ReadonlyMap<string, ModelState>;
  /** When a sweep was due whose event was lost or late, in milliseconds since the epoch. */
  readonly missedSweeps: readonly number[];
  /** True in the run's last observation: faults have ceased, nothing waits, nothing runs, the sweeper found nothing more to do. */
  readonly isAtRest: boolean;
}

/** One promise of the design, looked at after every step of one run. */
export interface Invariant {
  readonly name: string;
  /** How often it had something to check so far. */
  readonly checked: number;
  /** What is broken now, in words; said once for each breach. */
  check(observation: Observation): readonly string[];
}
