import type jsonata from 'jsonata';
import { LARGEST } from './weight.ts';

type Native = readonly [name: string, signature: string, run: (this: jsonata.Focus, ...args: never[]) => unknown];

/** Those of jsonata's functions that one call would keep busy for minutes or fill the memory with, with the same results and a bound. */
export const NATIVES: readonly Native[] = [
  ['pad', '<s-ns?:s>', pad],
  ['join', '<a<s>s?:s>', join],
  ['distinct', '<x:x>', distinct],
];

function pad(text: string | undefined, width: number, fill?: string): string | undefined {
  if (text === undefined) return undefined;
  const missing = Math.abs(width) - [...text].length;
  if (!(missing > 0)) return text;
  const characters = [...(fill || ' ')];
  const rounds = Math.floor(missing / characters.length);
  check(missing);
  const padding = characters.join('').repeat(rounds) + characters.slice(0, Math.floor(missing) % characters.length).join('');
  return width > 0 ? text + padding : padding + text;
}

function join(texts: readonly string[] | undefined, separator = ''): string | undefined {
  if (texts === undefined) return undefined;
  check(texts.reduce((sum, { length }) => sum + length + separator.length, 0));
  return texts.join(separator);
}

/** jsonata compares each with each: a hundred thousand values would take it minutes. */
function distinct(values: unknown): unknown {
  if (!Array.isArray(values) || values.length <= 1) return values;
  const seen = new Set<string>();
  const result = values.filter((value) => {
    const key = canonical(value);
    return !seen.has(key) && seen.add(key);
  });
  // jsonata unwraps a sequence of one.
  return 'sequence' in values ? Object.defineProperty(result, 'sequence', { value: true }) : result;
}

/** A text that two values share when jsonata takes them for equal: the order of members does not count. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, one) => {
    if (typeof one !== 'object' || one === null || Array.isArray(one)) return one;
    return Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** @throws an Error like jsonata's own when a text would be too long */
export function check(length: number): void {
  if (length > LARGEST)
    throw Object.assign(new Error(`The evaluation was stopped: a text would have ${length} characters`), { code: 'U1001' });
}
