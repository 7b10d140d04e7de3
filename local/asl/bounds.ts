import type jsonata from 'jsonata';
import { type Clock, HOST, type Host } from './environment.ts';
import { TooLarge, Weights } from './weight.ts';

/**
 * What one evaluation may cost. AWS ends an expression that does not end by itself with States.QueryEvaluationError and documents no
 * figures: these are far above what 256 KiB of data need. A step is one node of the syntax tree evaluated once, a microsecond or two.
 */
export const BOUNDS = {
  steps: 1_000_000,
  /** Evaluations begun and not yet ended: a recursion has some three a level, and each holds 2 kB. */
  open: 50_000,
  /** Of the thread's own time. It passes in real worlds only: a virtual clock stands still meanwhile. */
  activeMs: 20_000,
  /** Steps between two pauses, in which the world goes on with other things. */
  slice: 2_000,
} as const;

/** The binding under which the hooks find the evaluation that they belong to; no expression can name it. */
const EVALUATION = '\u0000evaluation';

/** Hooks that jsonata calls before and after each evaluation of a node. They are symbols, which its types leave out. */
const ENTRY = Symbol.for('jsonata.__evaluate_entry') as unknown as string;
const EXIT = Symbol.for('jsonata.__evaluate_exit') as unknown as string;

type Environment = jsonata.Environment;

/** Makes an expression count what it does: bind `begin`'s evaluation for each run of it. */
export function bound(expression: jsonata.Expression): void {
  expression.assign(ENTRY, (_node: unknown, _input: unknown, environment: Environment) => evaluationOf(environment).entered());
  expression.assign(EXIT, (node: jsonata.ExprNode, _input: unknown, environment: Environment, result: unknown) =>
    evaluationOf(environment).left(node, result),
  );
}

const evaluationOf = (environment: Environment): Evaluation => environment.lookup(EVALUATION);

/** One run of one expression, with its bindings: `states` is given back by the caller and never looked into. */
export class Evaluation {
  readonly #host: Host;
  readonly #weights = new Weights();
  #steps = 0;
  #open = 0;
  #pauseAt: number = BOUNDS.slice;
  #activeMs = 0;
  #since: number;
  #turn: Promise<() => void> | undefined;

  constructor(bindings: Record<string, unknown>, states: object) {
    this.#host = bindings[HOST] as Host;
    this.#since = this.#host.clock.now();
    this.#weights.set(states, 0);
    bindings[EVALUATION] = this;
  }

  entered(): Promise<void> | undefined {
    if (++this.#open > BOUNDS.open) throw exceeded(`it recurses too deep, with ${BOUNDS.open} evaluations under way`);
    return this.#charge(1);
  }

  left(node: jsonata.ExprNode, result: unknown): Promise<void> | undefined {
    this.#open--;
    if (typeof result !== 'string' && (typeof result !== 'object' || result === null)) return undefined;
    try {
      const before = this.#weights.visited;
      const weight = this.#weights.of(result);
      // New memory is dear, as is what a function wrote; what is only handed on costs as much as reading it does.
      const taken = typeof result === 'string' && node.type === 'function' ? weight >> 8 : (this.#weights.visited - before) >> 5;
      return this.#charge(taken + (weight >> 12));
    } catch (error) {
      throw error instanceof TooLarge ? exceeded(error.message) : error;
    }
  }

  /** Gives the turn to whoever waits for it. */
  end(): void {
    void this.#turn?.then((leave) => leave());
  }

  #charge(cost: number): Promise<void> | undefined {
    this.#steps += cost;
    if (this.#steps > BOUNDS.steps) throw exceeded(`it does not end within ${BOUNDS.steps} steps`);
    if (this.#steps < this.#pauseAt) return undefined;
    this.#pauseAt = this.#steps + BOUNDS.slice;
    return this.#pause();
  }

  async #pause(): Promise<void> {
    const { clock, ended } = this.#host;
    this.#activeMs += clock.now() - this.#since;
    if (this.#activeMs > BOUNDS.activeMs) throw exceeded(`it does not end within ${BOUNDS.activeMs / 1000} seconds`);
    // One long evaluation at a time: a Map's forty that recurse would hold forty times the memory.
    this.#turn ??= gateOf(clock).enter();
    await this.#turn;
    await new Promise<void>((resolve) => clock.after(0, resolve));
    if (ended()) throw exceeded('its execution has ended');
    this.#since = clock.now();
  }
}

/** jsonata's own code for a recursion or loop that does not end. */
function exceeded(what: string): Error {
  return Object.assign(new Error(`The evaluation was stopped: ${what}`), { code: 'U1001' });
}

/** Lets in one after another. */
class Gate {
  #last: Promise<void> = Promise.resolve();

  /** Resolves to how to leave, once all who came before have left. */
  enter(): Promise<() => void> {
    const before = this.#last;
    let leave = () => {};
    const mine = new Promise<void>((resolve) => {
      leave = resolve;
    });
    this.#last = before.then(() => mine);
    return before.then(() => leave);
  }
}

const gates = new WeakMap<Clock, Gate>();

function gateOf(clock: Clock): Gate {
  const gate = gates.get(clock) ?? new Gate();
  gates.set(clock, gate);
  return gate;
}
