import { ShimFault } from './fault.ts';

/** Flag → whether a value follows. Several names of one flag: `'-t --tag'`. */
export type FlagTable = Readonly<Record<string, 'value' | 'switch'>>;

export interface Parsed {
  readonly words: readonly string[];
  /** By the flag's last (long) name; every occurrence in order. A switch that was given has `['true']`. */
  readonly flags: Readonly<Record<string, readonly string[]>>;
  has(name: string): boolean;
  /** The last value given. */
  value(name: string): string | undefined;
}

/**
 * Reads a command line as docker and aws do. Unknown flags are refused by name: a flag that is silently ignored would make a build pass
 * here and do something else in real life. `stopAtWord`: what follows the first word (an image) belongs to the container.
 */
export function parseFlags(command: string, args: readonly string[], table: FlagTable, stopAtWord = Number.POSITIVE_INFINITY): Parsed {
  const kinds = new Map(
    Object.entries(table).flatMap(([names, kind]) => names.split(' ').map((name) => [name, { kind, key: longName(names) }] as const)),
  );
  const flags: Record<string, string[]> = {};
  const words: string[] = [];
  const rest = [...args];
  while (rest.length > 0) {
    const arg = rest.shift() as string;
    if (words.length >= stopAtWord || arg === '-' || !arg.startsWith('-')) {
      words.push(arg);
      continue;
    }
    const [, name = arg, inline] = /^(--[^=]+|-[^=])(?:=(.*))?$/s.exec(arg) ?? [];
    const flag = kinds.get(name);
    if (!flag) throw unknownFlag(command, name, table);
    const value = flag.kind === 'switch' ? (inline ?? 'true') : (inline ?? rest.shift());
    if (value === undefined) throw new ShimFault(`${command}: ${name} needs a value`);
    flags[flag.key] = [...(flags[flag.key] ?? []), value];
  }
  return {
    words,
    flags,
    has: (name) => flags[name]?.at(-1) !== undefined && flags[name].at(-1) !== 'false',
    value: (name) => flags[name]?.at(-1),
  };
}

const longName = (names: string) => names.split(' ').at(-1)?.replace(/^-+/, '') ?? names;

function unknownFlag(command: string, name: string, table: FlagTable): ShimFault {
  const known = Object.keys(table).map((names) => names.replace(' ', '/'));
  return new ShimFault(
    `${command}: the flag ${name} is unknown to Trainyard's local stand-in for this program. It knows ${known.length > 0 ? known.join(', ') : 'none'}.`,
    125,
  );
}
