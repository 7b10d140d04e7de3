import { visible } from '../lambdas/contract/text.ts';
import type { CliClock } from './clock.ts';
import type { Interrupt } from './interrupt.ts';

/** What a command may touch of its process: tests give their own, so that no command needs a real terminal to be tried. */
export interface Io {
  readonly cwd: string;
  readonly out: Output;
  readonly err: Output;
  readonly stdin: NodeJS.ReadableStream & { isTTY?: boolean };
  /** The environment, for children of this command and for NO_COLOR. Without AWS variables in a local run. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: CliClock;
  readonly interrupt: Interrupt;
}

/** A stream of text, or of an answer's bytes, that may be a terminal. */
export interface Output {
  write(text: string | Uint8Array): void;
  readonly isTerminal: boolean;
  /** Colours only on a terminal, and not where NO_COLOR is set (https://no-color.org). */
  readonly colour: boolean;
  size(): { columns: number; rows: number };
}

/** What this program tells a terminal: styles, and how a tree is drawn again in its place. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what they begin with.
const ours = /(\x1b\[\d*m|\r?\x1b\[2K|\x1b\[J|\x1b\[\d+A\r)/;

/** The text with our own sequences and no others: whatever was forgotten to be escaped, a terminal does not obey it. */
const obeyed = (text: string): string =>
  text
    .split(ours)
    .map((piece, index) => (index % 2 === 1 ? piece : visible(piece)))
    .join('');

/** Wraps a process stream. `columns` is read at each call, so that a resized terminal is noticed. */
export function outputOf(stream: NodeJS.WriteStream, env: Readonly<Record<string, string | undefined>>): Output {
  const isTerminal = stream.isTTY === true && env.TERM !== 'dumb';
  return {
    write: (text) => void stream.write(isTerminal && typeof text === 'string' ? obeyed(text) : text),
    isTerminal,
    colour: isTerminal && !env.NO_COLOR,
    size: () => ({ columns: stream.columns || 80, rows: stream.rows || 24 }),
  };
}
