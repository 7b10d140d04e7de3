import type jsonata from 'jsonata';
import { HOST, type Host } from './environment.ts';
import { digest } from './hash.ts';
import { NATIVES } from './natives.ts';
import { seededRandom, uuid } from './random.ts';

/**
 * Step Functions' own functions, those of jsonata that read the machine's clock or random source, and those with a bound.
 * https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html#jsonata-functions-provided-by-sfn
 */
export function registerFunctions(expression: jsonata.Expression, source: string, formatMillis: FormatMillis): void {
  // AWS has no $eval. An unbound name fails as AWS's does: T1006, attempted to invoke a non-function.
  if (source.includes('$eval')) expression.assign('eval', undefined);
  for (const [name, signature, run] of [...FUNCTIONS, ...NATIVES]) {
    if (source.includes(`$${name}`)) expression.registerFunction(name, run as () => unknown, signature);
  }
  if (source.includes('$now')) {
    expression.registerFunction('now', function now(this: jsonata.Focus, picture?: unknown, zone?: unknown) {
      return formatMillis(host(this).clock.now(), picture, zone);
    } as () => unknown);
  }
}

/** jsonata's own `$fromMillis`, which `$now` needs for a picture and a time zone. */
export type FormatMillis = (millis: number, picture: unknown, zone: unknown) => unknown;

type Row = readonly [name: string, signature: string | undefined, run: (this: jsonata.Focus, ...args: never[]) => unknown];

const FUNCTIONS: readonly Row[] = [
  [
    'millis',
    undefined,
    function () {
      return host(this).clock.now();
    },
  ],
  [
    'random',
    undefined,
    function (seed?: number) {
      return seed === undefined ? host(this).random() : seededRandom(seed);
    },
  ],
  [
    'uuid',
    undefined,
    function () {
      return uuid(host(this).random);
    },
  ],
  ['partition', undefined, partition],
  ['range', undefined, range],
  ['hash', undefined, hash],
  ['parse', undefined, parse],
];

function host(focus: jsonata.Focus): Host {
  return focus.environment.lookup(HOST);
}

function partition(array: unknown, size: number): unknown {
  if (array === undefined || size === undefined) return undefined;
  if (typeof size !== 'number' || !(size >= 1)) throw new Error('The second argument of $partition must be a positive number');
  const items = Array.isArray(array) ? array : [array];
  const step = Math.floor(size);
  const chunks: unknown[] = [];
  for (let i = 0; i < items.length; i += step) chunks.push(items.slice(i, i + step));
  return chunks;
}

/** As many as jsonata says of its own ranges. */
const LONGEST_RANGE = 1_000_000;

function range(first: number, last: number, step: number): unknown {
  if (first === undefined || last === undefined || step === undefined) return undefined;
  if (![first, last, step].every((n) => typeof n === 'number'))
    throw mismatch('range', [first, last, step].findIndex((n) => typeof n !== 'number') + 1);
  if (step === 0) throw new Error('The third argument of $range must not be 0');
  const size = Math.floor((last - first) / step) + 1;
  // jsonata's own error for its `..`.
  if (size > LONGEST_RANGE) throw Object.assign(new Error(), { code: 'D2014', value: size });
  const items: number[] = [];
  // A step too small to change so large a number would go on for ever.
  for (let n = first; (step > 0 ? n <= last : n >= last) && items.length < size; n += step) items.push(n);
  // AWS records a range of one as the bare number: what jsonata does with its sequences.
  return Object.defineProperty(items, 'sequence', { value: true });
}

function hash(content: unknown, algorithm: string): unknown {
  if (content === undefined || algorithm === undefined) return undefined;
  const result = digest(algorithm, typeof content === 'string' ? content : JSON.stringify(content));
  if (result === undefined) throw new Error(`The second argument of $hash must be MD5, SHA-1, SHA-256, SHA-384 or SHA-512`);
  return result;
}

function parse(text: unknown): unknown {
  if (text === undefined) return undefined;
  if (typeof text !== 'string') throw mismatch('parse', 1);
  // Jackson, which AWS uses, reads blank text as null.
  if (text.trim() === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('The argument of $parse is not valid JSON');
  }
}

/** jsonata's own error for an argument of the wrong type; it fills in the text. */
function mismatch(token: string, index: number): Error {
  return Object.assign(new Error(), { code: 'T0410', token, index });
}
