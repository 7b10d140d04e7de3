import { Readable } from 'node:stream';
import type { CliClock } from '../../../cli/clock.ts';
import { type Interrupt, interruptOf } from '../../../cli/interrupt.ts';
import type { Io, Output } from '../../../cli/io.ts';

export interface FakeIo extends Io {
  readonly written: { out: string; err: string };
}

/** A process without a terminal whose output can be read. */
export function fakeIo(given: Partial<Io> & { terminal?: boolean; columns?: number; rows?: number } = {}): FakeIo {
  const written = { out: '', err: '' };
  const output = (name: 'out' | 'err'): Output => ({
    write: (text) => {
      written[name] += typeof text === 'string' ? text : Buffer.from(text).toString('latin1');
    },
    isTerminal: given.terminal ?? false,
    colour: false,
    size: () => ({ columns: given.columns ?? 80, rows: given.rows ?? 24 }),
  });
  return {
    cwd: process.cwd(),
    out: output('out'),
    err: output('err'),
    stdin: Readable.from([]),
    env: { PATH: process.env.PATH },
    clock: realClock,
    interrupt: neverInterrupted,
    ...given,
    written,
  };
}

const neverInterrupted: Interrupt = interruptOf(new AbortController().signal);

const realClock: CliClock = { now: () => Date.now(), wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) };
