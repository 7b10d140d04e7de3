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

/** Wraps a process stream. `columns` is read at each call, so that a resized terminal is noticed. */
export function outputOf(stream: NodeJS.WriteStream, env: Readonly<Record<string, string | undefined>>): Output {
  const isTerminal = stream.isTTY === true && env.TERM !== 'dumb';
  return {
    write: (text) => void stream.write(text),
    isTerminal,
    colour: isTerminal && !env.NO_COLOR,
    size: () => ({ columns: stream.columns || 80, rows: stream.rows || 24 }),
  };
}
