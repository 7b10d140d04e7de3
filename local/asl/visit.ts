import type { Bindings, Scope, StatesView } from './environment.ts';
import { STATE_EVENTS, WHOLE } from './events.ts';
import { QueryError, StateFailure, stateCause } from './failures.ts';
import type { Frame } from './frame.ts';
import type { Json } from './json.ts';
import type { Effects, State } from './machine.ts';
import { chain, type Maybe } from './maybe.ts';
import { withoutUndefined } from './members.ts';

/** Where to go from a state: no `next` ends the graph with `output`. */
export interface Transition {
  readonly next: string | undefined;
  readonly output: Json;
}

/** One stay in one state. */
export class Visit<S extends State = State> {
  readonly frame: Frame;
  readonly state: S;
  readonly input: Json;
  readonly enteredTime: number;
  /** Id of the …StateEntered event. */
  readonly entered: number;
  /** The event that the next one of this visit points back to. */
  last: number;
  retryCount = 0;
  token: string | undefined;

  constructor(frame: Frame, state: S, input: Json) {
    this.frame = frame;
    this.state = state;
    this.input = input;
    this.enteredTime = frame.execution.options.clock.now();
    this.entered = frame.emit(STATE_EVENTS[state.type].entered, frame.cursor, {
      input: input.text,
      inputDetails: WHOLE,
      name: state.name,
    });
    this.last = this.entered;
    frame.open = state.type;
  }

  emit(type: string, details?: Record<string, unknown>): number {
    return this.frame.emit(type, this.last, details);
  }

  /** What expressions see: the scope's variables and `$states`. */
  scope(more: StatesMore = {}): Scope {
    return { variables: this.frame.variables, states: new VisitStates(this, more) };
  }

  /** Applies Output and Assign, writes the exit event and says where to go. `prepare` runs just before the exit. */
  leave(effects: Effects, next: string | undefined, output: Json, scope: () => Scope, prepare?: () => void): Maybe<Transition> {
    if (!effects.output && effects.assign.length === 0) return this.#exit(effects, next, output, [], prepare);
    const seen = scope();
    const given = effects.output ? effects.output.evaluate(seen) : output;
    return chain(given, (json) => {
      const values = effects.assign.map(([, template]) => template.evaluate(seen));
      if (!values.some((value) => value instanceof Promise)) return this.#exit(effects, next, json, values as Json[], prepare);
      return Promise.all(values).then((all) => this.#exit(effects, next, json, all, prepare));
    });
  }

  /** Turns what was thrown into a StateFailure, with its EvaluationFailed event. Other errors pass through. */
  failure(thrown: unknown): StateFailure {
    if (thrown instanceof StateFailure) return thrown;
    if (!(thrown instanceof QueryError)) throw thrown;
    const cause = stateCause(this.state.name, this.entered, thrown.text);
    const error = 'States.QueryEvaluationError';
    // AWS writes the event from where it was before the state; a Wait has moved on by then.
    const previous = this.last === this.entered && this.state.type !== 'Wait' ? this.frame.cursor : this.last;
    const details = withoutUndefined({ error, cause, state: this.state.name, location: thrown.location });
    return new StateFailure(error, cause, this.frame.emit('EvaluationFailed', previous, details));
  }

  #exit(effects: Effects, next: string | undefined, output: Json, values: readonly Json[], prepare?: () => void): Transition {
    const details: Record<string, unknown> = { name: this.state.name, output: output.text, outputDetails: WHOLE };
    if (output.tooLarge) throw dataLimit(this.state.name, this.last);
    if (values.length > 0) {
      const names = effects.assign.map(([name]) => name);
      if (!this.frame.assign(names, values)) throw dataLimit(this.state.name, this.last);
      details.assignedVariables = Object.fromEntries(names.map((name, i) => [name, (values[i] as Json).text]));
      details.assignedVariablesDetails = WHOLE;
    }
    prepare?.();
    this.frame.cursor = this.emit(STATE_EVENTS[this.state.type].exited, details);
    this.frame.open = undefined;
    return { next, output };
  }
}

/** What `$states` has besides the input: a result, an error, the item of the Map that asks. */
interface StatesMore {
  readonly result?: Json;
  readonly errorOutput?: unknown;
  readonly mapItem?: Frame['mapItem'];
}

class VisitStates implements StatesView {
  readonly #visit: Visit;
  readonly #more: StatesMore;

  constructor(visit: Visit, more: StatesMore) {
    this.#visit = visit;
    this.#more = more;
  }

  get input(): unknown {
    return this.#visit.input.value;
  }

  get result(): unknown {
    return this.#more.result?.value;
  }

  get errorOutput(): unknown {
    return this.#more.errorOutput;
  }

  /** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html */
  get context(): Bindings {
    const { frame, state, enteredTime, retryCount, token } = this.#visit;
    const { identity } = frame.execution.options;
    const mapItem = this.#more.mapItem ?? frame.mapItem;
    return {
      Execution: {
        Id: identity.executionArn,
        Input: frame.execution.input.value,
        StartTime: new Date(frame.execution.startTime).toISOString(),
        Name: identity.executionName,
        RoleArn: identity.roleArn,
        RedriveCount: 0,
      },
      StateMachine: { Id: identity.stateMachineArn, Name: identity.stateMachineName },
      State: {
        Name: state.name,
        EnteredTime: new Date(enteredTime).toISOString(),
        ...('retry' in state ? { RetryCount: retryCount } : {}),
      },
      ...(token === undefined ? {} : { Task: { Token: token } }),
      ...(mapItem === undefined ? {} : { Map: { Item: mapItem } }),
    };
  }

  /** The input and the context are still read only when asked for: an input may be large. */
  plain(): Bindings {
    const view = this;
    const plain: Bindings = {
      get input() {
        return view.input;
      },
      get context() {
        return view.context;
      },
    };
    if (this.#more.result) plain.result = this.result;
    if (this.#more.errorOutput !== undefined) plain.errorOutput = this.errorOutput;
    return plain;
  }
}

/** `what` is the integration's service, a function's ARN, or a state's name. */
export function dataLimit(what: string, eventId: number): StateFailure {
  return new StateFailure('States.DataLimitExceeded', dataLimitCause(what), eventId);
}

/** AWS's text for a result of more than 256 KiB. */
export function dataLimitCause(what: string): string {
  return `The state/task '${what}' returned a result with a size exceeding the maximum number of bytes service limit.`;
}
