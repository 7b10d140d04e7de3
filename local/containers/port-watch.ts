import { isLoopback, type Listener, loopbackFault, shownListeners } from '../../lambdas/contract/listeners.ts';
import type { Clock } from '../clock.ts';

/** How often it is looked. */
const LOOK_MS = 250;

/** A fault must have been there for so long: a server may open one port a little before the other. */
const LOOPBACK_MS = 500;
const OTHER_PORT_MS = 2000;

/** When it is told where a server listens instead. */
const NOTE_MS = 3000;

export interface PortWatch {
  readonly clock: Clock;
  /** Where it must listen. */
  readonly port: number;
  /** What the container listens on now; undefined: this machine does not say. */
  listeners(): Promise<readonly Listener[] | undefined>;
  /** Another port on which a server was right elsewhere, and why it is not here. */
  readonly elsewhere?: { readonly port: number; readonly why: string };
  /** Called once, when the server can never be reached as it is. */
  onFault(words: string): void;
  /** Called once, while nothing listens on the port. */
  onNote(words: string): void;
}

/**
 * Watches where a server listens, until it does where it must. A server that listens late is waited for: only what it does listen on can be
 * wrong. @returns a function that ends the watch
 */
export function watchPort(watch: PortWatch): () => void {
  const { clock, port, elsewhere } = watch;
  const began = clock.now();
  const since = new Map<string, number>();
  let isOver = false;
  let isNoted = false;
  let timer = clock.after(LOOK_MS, () => void look());

  /** Whether something has been so for long enough. */
  const lasts = (what: string, isSo: boolean, ms: number) => {
    if (!isSo) since.delete(what);
    else if (!since.has(what)) since.set(what, clock.now());
    return isSo && clock.now() - (since.get(what) as number) >= ms;
  };

  async function look(): Promise<void> {
    const found = await watch.listeners();
    if (isOver || found === undefined) return;
    const isReached = found.some((listener) => listener.port === port && !isLoopback(listener.address));
    if (isReached) return;
    const loopback = loopbackFault(found, port);
    if (lasts('loopback', loopback !== undefined, LOOPBACK_MS)) return watch.onFault(loopback as string);
    const there = found.filter((listener) => listener.port === elsewhere?.port);
    if (lasts('elsewhere', there.length > 0 && loopback === undefined, OTHER_PORT_MS))
      return watch.onFault(`the server listens on ${shownListeners(there)}: ${elsewhere?.why}`);
    if (!isNoted && loopback === undefined && found.length > 0 && clock.now() - began >= NOTE_MS) {
      isNoted = true;
      watch.onNote(`the server listens on ${shownListeners(found)}, and not on port ${port}`);
    }
    timer = clock.after(LOOK_MS, () => void look());
  }

  return () => {
    isOver = true;
    timer.cancel();
  };
}
