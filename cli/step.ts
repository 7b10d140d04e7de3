import type { Io } from './io.ts';
import { duration } from './view/text.ts';

/** Does a phase of a command, and says what it is and how long it took: at once on a terminal, in one line elsewhere. */
export async function step<T>(io: Io, label: string, work: () => Promise<T>, note: (result: T) => string = () => ''): Promise<T> {
  io.interrupt.check();
  const from = io.clock.now();
  if (io.out.isTerminal) io.out.write(`${label}…`);
  try {
    const result = await work();
    const text = note(result);
    io.out.write(`${io.out.isTerminal ? '\r\x1b[2K' : ''}${label}: ${text ? `${text}, ` : ''}${duration(io.clock.now() - from)}\n`);
    return result;
  } catch (error) {
    io.out.write(io.out.isTerminal ? '\n' : `${label}: not done\n`);
    throw error;
  }
}
