import { errorText } from './cli-error.ts';
import type { Io } from './io.ts';

/**
 * Keeps the process of a world alive whatever nobody caught, and says it: endpoints that serve and runs under way are worth more than the
 * one request or line of output that something failed at. Returns what ends this.
 */
export function surviveFaults(io: Io, on: Pick<NodeJS.Process, 'on' | 'off'> = process): () => void {
  const say = (error: unknown): void => {
    io.err.write(`local world: a fault of its own, and it lives on. ${errorText(error, true)}`);
  };
  on.on('uncaughtException', say);
  on.on('unhandledRejection', say);
  return () => {
    on.off('uncaughtException', say);
    on.off('unhandledRejection', say);
  };
}
