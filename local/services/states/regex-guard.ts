import { Script } from 'node:vm';
import type { RegexGuard } from '../../asl/index.ts';

/** How the script finds what it is to run. */
const SLOT = '__trainyardGuarded';

/**
 * Makes a guard that ends a run after so many milliseconds, by throwing. V8 looks for such an end while it steps back in a regular
 * expression, where nothing else can reach it; the rest of the world waits so long.
 */
export function guardOf(timeout: number): RegexGuard {
  const script = new Script(`globalThis.${SLOT}()`);
  const slots = globalThis as unknown as Record<typeof SLOT, unknown>;
  return (run) => {
    slots[SLOT] = run;
    try {
      return script.runInThisContext({ timeout });
    } finally {
      delete (slots as Partial<typeof slots>)[SLOT];
    }
  };
}
