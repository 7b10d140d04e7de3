/**
 * The most that one value of an expression may weigh: bytes of its JSON, roughly. AWS lets all variables of an execution together have
 * 10 MiB, and no input, output or variable more than 256 KiB.
 */
export const LARGEST = 10 * 1024 * 1024;

/** The deepest nesting of a result: that of Jackson, by which AWS reads and writes JSON. */
const DEEPEST = 1000;

/** A value is too large or too deep to go on with. */
export class TooLarge extends Error {}

/** What values weigh, each object counted once: jsonata's values share parts, and their tree may be far larger than their memory. */
export class Weights {
  readonly #known = new WeakMap<object, number>();
  /** How many values were looked at: a measure of the memory that was newly taken. */
  visited = 0;

  /** Gives an object a weight without looking into it. */
  set(value: object, weight: number): void {
    this.#known.set(value, weight);
  }

  /** @throws TooLarge */
  of(value: unknown, depth = 0): number {
    this.visited++;
    if (typeof value !== 'object' || value === null) return leafWeight(value);
    if (depth > DEEPEST) throw new TooLarge(`A value is nested more than ${DEEPEST} levels deep`);
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    const weight = isFunction(value) ? 1 : this.#sum(value, depth);
    this.#known.set(value, weight);
    return weight;
  }

  #sum(value: object, depth: number): number {
    let sum = 2;
    if (Array.isArray(value)) {
      for (const item of value) sum = grown(sum + 1 + this.of(item, depth + 1));
      return sum;
    }
    for (const key of Object.keys(value)) sum = grown(sum + key.length + 4 + this.of((value as Record<string, unknown>)[key], depth + 1));
    return sum;
  }
}

/**
 * Whether a result can be JSON: no function (jsonata's lambdas are objects) at any depth.
 * @throws TooLarge beyond `LARGEST`, counted as its text would be: shared parts as often as they stand there
 */
export function isData(value: unknown): boolean {
  let weight = 0;
  const walk = (one: unknown, depth: number): boolean => {
    if (typeof one === 'function') return false;
    if (typeof one !== 'object' || one === null) {
      weight = grown(weight + leafWeight(one));
      return true;
    }
    if (depth > DEEPEST) throw new TooLarge(`A value is nested more than ${DEEPEST} levels deep`);
    if (isFunction(one)) return false;
    weight = grown(weight + 2);
    if (Array.isArray(one)) return one.every((item) => walk(item, depth + 1));
    return Object.entries(one).every(([key, item]) => {
      weight = grown(weight + key.length);
      return walk(item, depth + 1);
    });
  };
  return walk(value, 0);
}

function leafWeight(value: unknown): number {
  if (typeof value === 'string') return grown(value.length + 2);
  return typeof value === 'number' ? 8 : 4;
}

function grown(weight: number): number {
  if (weight > LARGEST) throw new TooLarge(`A value is larger than ${LARGEST} bytes`);
  return weight;
}

function isFunction(value: object): boolean {
  return '_jsonata_lambda' in value || '_jsonata_function' in value;
}
