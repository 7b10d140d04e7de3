import { detailsMember, type HistoryEvent, WHOLE } from './events.ts';

/** What events have in common: type and members, in order. A member that is always WHOLE takes no room in an event. */
interface Shape {
  readonly index: number;
  readonly type: string;
  /** undefined: no details at all, which is not the same as details without members. */
  readonly keys: readonly string[] | undefined;
  readonly whole: readonly boolean[];
}

interface Kind {
  readonly member: `${string}EventDetails`;
  readonly shapes: Shape[];
}

type Details = Readonly<Record<string, unknown>> | undefined;

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
  readonly #byType = new Map<string, Kind>();

  get length(): number {
    return this.#length;
  }

  /** Events must come in order: the id of an event is its place. */
  add(event: HistoryEvent): void {
    const at = this.#length++;
    if (event.id !== this.#length) throw new Error(`Event ${event.id} came where event ${this.#length} belongs: add events in order.`);
    if (at === this.#shapes.length) this.#grow();
    this.#shapes[at] = this.#keep(event);
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

  /** Keeps the values of an event's details and gives the index of their shape. */
  #keep(event: HistoryEvent): number {
    let kind = this.#byType.get(event.type);
    if (!kind) {
      kind = { member: detailsMember(event.type), shapes: [] };
      this.#byType.set(event.type, kind);
    }
    const details: Details = event[kind.member];
    for (const shape of kind.shapes) if (this.#fits(shape, details)) return shape.index;
    const keys = details && Object.keys(details);
    const whole = keys?.map((key) => details?.[key] === WHOLE) ?? [];
    const shape = { index: this.#known.length, type: event.type, keys, whole };
    this.#known.push(shape);
    kind.shapes.push(shape);
    this.#fits(shape, details);
    return shape.index;
  }

  /** Keeps the values if the details have this shape, in one pass; nothing stays where they have another. */
  #fits({ keys, whole }: Shape, details: Details): boolean {
    if (!keys || !details) return keys === details;
    const before = this.#values.length;
    let i = 0;
    for (const key in details) {
      const value = details[key];
      if (keys[i] !== key || whole[i] !== (value === WHOLE)) {
        this.#values.length = before;
        return false;
      }
      if (value !== WHOLE) this.#values.push(value);
      i++;
    }
    if (i === keys.length) return true;
    this.#values.length = before;
    return false;
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
