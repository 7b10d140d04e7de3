import { detailsMember, type HistoryEvent, WHOLE } from './events.ts';

/** What events of one type have in common: their members, in order. A member that is always WHOLE takes no room in an event. */
interface Shape {
  readonly type: string;
  readonly keys: readonly string[] | undefined;
  readonly whole: readonly boolean[];
}

/**
 * A whole history in little memory: numbers in typed arrays, details as a flat list of values whose members are kept once for each shape.
 * An event of plain objects takes at least 130 bytes; here it takes 14 and a pointer for each value. For hosts that keep histories in memory.
 */
export class History implements Iterable<HistoryEvent> {
  #length = 0;
  #shapes = new Uint16Array(16);
  #links = new Uint32Array(16);
  #times = new Float64Array(16);
  readonly #values: unknown[] = [];
  readonly #known: Shape[] = [];
  /** Indexes in `#known`, by type. */
  readonly #byType = new Map<string, number[]>();

  get length(): number {
    return this.#length;
  }

  /** Events must come in order: the id of an event is its place. */
  add(event: HistoryEvent): void {
    const at = this.#length++;
    if (event.id !== this.#length) throw new Error(`Event ${event.id} came where event ${this.#length} belongs: add events in order.`);
    if (at === this.#shapes.length) this.#grow();
    const details = event[detailsMember(event.type)];
    const index = this.#shapeOf(event.type, details);
    const { keys, whole } = this.#known[index] as Shape;
    if (keys && details) {
      for (let i = 0; i < keys.length; i++) if (!whole[i]) this.#values.push(details[keys[i] as string]);
    }
    this.#shapes[at] = index;
    this.#links[at] = event.previousEventId;
    this.#times[at] = event.timestamp;
  }

  /** The events as they came. */
  *[Symbol.iterator](): Iterator<HistoryEvent> {
    let next = 0;
    for (let at = 0; at < this.#length; at++) {
      const { type, keys, whole } = this.#known[this.#shapes[at] as number] as Shape;
      const head = { timestamp: this.#times[at] as number, type, id: at + 1, previousEventId: this.#links[at] as number };
      if (!keys) {
        yield head as HistoryEvent;
        continue;
      }
      const values = keys.map((key, i) => [key, whole[i] ? WHOLE : this.#values[next++]] as const);
      yield { ...head, [detailsMember(type)]: Object.fromEntries(values) } as HistoryEvent;
    }
  }

  #shapeOf(type: string, details: HistoryEvent[`${string}EventDetails`] | undefined): number {
    let candidates = this.#byType.get(type);
    if (!candidates) {
      candidates = [];
      this.#byType.set(type, candidates);
    }
    for (const index of candidates) if (fits(this.#known[index] as Shape, details)) return index;
    const keys = details && Object.keys(details);
    const index = this.#known.length;
    this.#known.push({ type, keys, whole: keys?.map((key) => details?.[key] === WHOLE) ?? [] });
    candidates.push(index);
    return index;
  }

  #grow(): void {
    const size = this.#length * 2;
    const [shapes, links, times] = [new Uint16Array(size), new Uint32Array(size), new Float64Array(size)];
    shapes.set(this.#shapes);
    links.set(this.#links);
    times.set(this.#times);
    [this.#shapes, this.#links, this.#times] = [shapes, links, times];
  }
}

function fits({ keys, whole }: Shape, details: Readonly<Record<string, unknown>> | undefined): boolean {
  if (!keys || !details) return keys === details;
  let i = 0;
  for (const key in details) {
    if (keys[i] !== key || whole[i] !== (details[key] === WHOLE)) return false;
    i++;
  }
  return i === keys.length;
}
