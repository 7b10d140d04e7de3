import { cpus } from 'node:os';
import type { World } from '../../world.ts';

/** A place among the builds that run at once. */
export interface Slot {
  readonly granted: Promise<void>;
  /** Gives it back, or gives up waiting. */
  release(): void;
}

interface Slots {
  take(): Slot;
}

const worlds = new WeakMap<World, Slots>();

/** As many builds at once as this machine can bear; the others stay QUEUED. */
export function slots(world: World): Slots {
  const found = worlds.get(world) ?? makeSlots(Math.max(2, cpus().length));
  worlds.set(world, found);
  return found;
}

function makeSlots(size: number): Slots {
  let taken = 0;
  const waiting: (() => void)[] = [];
  return {
    take: () => {
      let grant = () => {};
      let state: 'waiting' | 'granted' | 'released' = 'waiting';
      const granted = new Promise<void>((resolve) => {
        grant = () => {
          state = 'granted';
          taken++;
          resolve();
        };
      });
      if (taken < size) grant();
      else waiting.push(grant);
      return {
        granted,
        release: () => {
          if (state === 'granted') {
            taken--;
            waiting.shift()?.();
          } else if (state === 'waiting') waiting.splice(waiting.indexOf(grant), 1);
          state = 'released';
        },
      };
    },
  };
}
