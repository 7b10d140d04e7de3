import { ContainerError } from '../errors.ts';

/** `--name=value` before an instruction's own words; the value without quotes, variables as written. Absent: nothing after the name. */
export interface Flag {
  readonly name: string;
  readonly value?: string;
}

/** How often a flag may stand there and whether it needs a value: `list` counts each time, a `switch` is `--x`, `--x=true` or `--x=false`. */
type Kind = 'value' | 'list' | 'switch';

/** The flags of BuildKit's instructions (`frontend/dockerfile/instructions/parse.go`). An instruction that is not here takes none. */
const flagsOf: Readonly<Record<string, Readonly<Record<string, Kind>>>> = {
  FROM: { platform: 'value' },
  RUN: { mount: 'list', network: 'value', security: 'value', device: 'list' },
  COPY: { from: 'value', chown: 'value', chmod: 'value', link: 'switch', parents: 'switch', exclude: 'list' },
  ADD: {
    chown: 'value',
    chmod: 'value',
    link: 'switch',
    exclude: 'list',
    checksum: 'value',
    'keep-git-dir': 'switch',
    unpack: 'switch',
  },
  HEALTHCHECK: { interval: 'value', timeout: 'value', 'start-period': 'value', 'start-interval': 'value', retries: 'value' },
};

/** Takes the flags off the words of an instruction, by the rules of BuildKit: quotes and backslashes are read, `--` ends the flags. */
export function splitFlags(text: string): { flags: Flag[]; rest: string } {
  const flags: Flag[] = [];
  let rest = text.trimStart();
  while (rest.startsWith('--')) {
    const [raw = ''] = /^(?:\\.|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^\s"'\\])+/s.exec(rest) ?? [rest];
    rest = rest.slice(raw.length).trimStart();
    if (raw === '--') break;
    const word = unquoted(raw).slice(2);
    const at = word.indexOf('=');
    flags.push(at < 0 ? { name: word } : { name: word.slice(0, at), value: word.slice(at + 1) });
  }
  return { flags, rest };
}

/** Without the quotes around its parts and the backslashes before its characters. */
function unquoted(raw: string): string {
  let out = '';
  let quote = '';
  for (let i = 0; i < raw.length; i++) {
    const c = raw[i] as string;
    if (c === '\\') out += raw[++i] ?? '';
    else if (c === quote) quote = '';
    else if (quote === '' && (c === '"' || c === "'")) quote = c;
    else out += c;
  }
  return out;
}

/** What a flag's fault is told with: where it stands. */
interface Place {
  readonly keyword: string;
  readonly line: number;
  readonly source: string;
}

/** @throws ContainerError for a flag that the instruction does not have, that came twice, or whose value is missing or wrong: Docker's own rules */
export function checkFlags(flags: readonly Flag[], { keyword, line, source }: Place): void {
  const known = flagsOf[keyword] ?? {};
  const fault = (why: string) => new ContainerError(`Dockerfile line ${line}: ${source}: ${why}`);
  for (const [index, { name, value }] of flags.entries()) {
    const kind = known[name];
    const names = Object.keys(known).map((flag) => `--${flag}`);
    if (!kind) throw fault(`unknown flag --${name}: ${keyword} takes ${names.length > 0 ? names.join(', ') : 'no flags'}.`);
    if (kind !== 'list' && flags.findIndex((other) => other.name === name) < index)
      throw fault(`--${name} is given twice: it may stand there once.`);
    if (kind === 'switch' && value !== undefined && !/^(true|false)$/.test(value))
      throw fault(`--${name}=${value}: expected true or false.`);
    if (kind !== 'switch' && !value) throw fault(`--${name} has no value: expected --${name}=….`);
  }
}

/** The value of a flag that may be given once; undefined: not given. */
export const flagValue = (flags: readonly Flag[], name: string): string | undefined => flags.find((flag) => flag.name === name)?.value;

/** All values of a flag that may be given several times. */
export const flagValues = (flags: readonly Flag[], name: string): string[] =>
  flags.flatMap((flag) => (flag.name === name && flag.value !== undefined ? [flag.value] : []));

/** Whether a switch is on. */
export const isOn = (flags: readonly Flag[], name: string): boolean =>
  flags.some((flag) => flag.name === name && (flag.value ?? 'true') === 'true');
