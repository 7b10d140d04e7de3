import { createInterface } from 'node:readline/promises';
import type { Io } from './io.ts';

/** True where a person can answer. */
export const canAsk = ({ stdin, err }: Io): boolean => stdin.isTTY === true && err.isTerminal;

/** Asks on the terminal and gives the answer, trimmed; empty at the end of input. @throws Interrupted after Ctrl+C */
export async function ask(io: Io, question: string): Promise<string> {
  const lines = createInterface({ input: io.stdin, terminal: false });
  io.err.write(`${question} `);
  try {
    const ended = new Promise<string>((resolve) => {
      lines.once('line', resolve);
      lines.once('close', () => resolve(''));
      io.interrupt.signal.addEventListener('abort', () => resolve(''), { once: true });
    });
    const answer = await ended;
    io.interrupt.check();
    return answer.trim();
  } finally {
    lines.close();
    io.stdin.pause();
  }
}

/** Asks for a yes; anything else is a no. */
export async function confirm(io: Io, question: string): Promise<boolean> {
  return /^y(es)?$/i.test(await ask(io, `${question} [y/N]`));
}
