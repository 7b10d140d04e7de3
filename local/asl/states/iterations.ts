import { Frame } from '../frame.ts';
import { Json } from '../json.ts';
import type { MapState } from '../machine.ts';
import { chain, isPromise, type Maybe } from '../maybe.ts';
import type { Visit } from '../visit.ts';
import { abandon, quiet } from './side-by-side.ts';

/** How many iterations run at once, and how many may fail. */
export interface Limits {
  readonly concurrency: number;
  readonly tolerated: number;
}

/** One attempt at all items of a Map: as many lanes as may run at once, each taking the next item when it is free. */
export class Iterations {
  /** The MapIterationFailed event that ended this attempt. */
  failedAt: number | undefined;
  readonly #visit: Visit<MapState>;
  readonly #items: readonly unknown[];
  readonly #limits: Limits;
  readonly #started: number;
  readonly #outputs: Json[] = [];
  readonly #indexes = new Map<Frame, number>();
  #next = 0;
  #failures = 0;

  constructor(visit: Visit<MapState>, items: readonly unknown[], limits: Limits) {
    this.#visit = visit;
    this.#items = items;
    this.#limits = limits;
    this.#started = visit.last;
  }

  run(): Maybe<Json> {
    const pending: Promise<void>[] = [];
    for (let lane = 0; lane < this.#limits.concurrency && this.#next < this.#items.length; lane++) {
      const running = this.#lane();
      if (running !== undefined) pending.push(quiet(running));
    }
    const whole = (): Json => Json.array(this.#outputs);
    return pending.length === 0 ? whole() : Promise.all(pending).then(whole);
  }

  #lane(): Promise<void> | undefined {
    let previous = this.#started;
    while (this.#next < this.#items.length) {
      const iteration = this.#iteration(previous);
      if (isPromise(iteration)) return this.#laneOn(iteration);
      previous = iteration;
    }
    return undefined;
  }

  async #laneOn(pending: Promise<number>): Promise<void> {
    let previous = await pending;
    while (this.#next < this.#items.length) previous = await this.#iteration(previous);
  }

  /** Gives the iteration's last state event: where the next one in its lane starts from. */
  #iteration(previous: number): Maybe<number> {
    const index = this.#next++;
    const from = index < this.#limits.concurrency ? this.#started : previous;
    let frame: Frame | undefined;
    try {
      const output = chain(this.#input(index), (input) => {
        frame = this.#begin(index, from);
        return frame.execution.runGraph(frame, this.#visit.state.processor, input);
      });
      if (!isPromise(output)) return this.#succeeded(frame as unknown as Frame, index, output);
      return output.then(
        (json) => this.#succeeded(frame as Frame, index, json),
        (thrown) => this.#failed(frame, index, thrown),
      );
    } catch (thrown) {
      return this.#failed(frame, index, thrown);
    }
  }

  #input(index: number): Maybe<Json> {
    const { itemSelector } = this.#visit.state;
    const value = this.#items[index];
    return itemSelector ? itemSelector.evaluate(this.#visit.scope({ mapItem: { Index: index, Value: value } })) : Json.of(value);
  }

  #begin(index: number, from: number): Frame {
    const { frame, state } = this.#visit;
    const started = frame.emit('MapIterationStarted', from, { name: state.name, index });
    const bindings = Object.create(frame.variables);
    const iteration = new Frame(frame.execution, frame, bindings, started, { Index: index, Value: this.#items[index] });
    this.#indexes.set(iteration, index);
    return iteration;
  }

  #succeeded(frame: Frame, index: number, output: Json): number {
    frame.check();
    this.#outputs[index] = output;
    this.#visit.last = this.#close('MapIterationSucceeded', frame.cursor, frame, index);
    return frame.cursor;
  }

  #failed(frame: Frame | undefined, index: number, thrown: unknown): number {
    frame?.check();
    const failure = this.#visit.failure(thrown);
    if (frame && ++this.#failures <= this.#limits.tolerated) {
      this.#outputs[index] = Json.of(failure.errorOutput);
      this.#visit.last = this.#close('MapIterationFailed', failure.eventId, frame, index);
      return frame.cursor;
    }
    this.failedAt = frame ? this.#visit.frame.emit('MapIterationFailed', failure.eventId, this.#named(index)) : failure.eventId;
    abandon(this.#visit, failure, frame, (other) => {
      this.#visit.frame.emit('MapIterationAborted', other.cursor, this.#named(this.#indexes.get(other) as number));
    });
    throw failure;
  }

  #close(type: string, previous: number, frame: Frame, index: number): number {
    frame.leave();
    this.#indexes.delete(frame);
    return this.#visit.frame.emit(type, previous, this.#named(index));
  }

  #named(index: number): { name: string; index: number } {
    return { name: this.#visit.state.name, index };
  }
}
