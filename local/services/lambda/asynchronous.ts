import type { Timer } from '../../clock.ts';
import type { World } from '../../world.ts';
import { poolOf } from './pools.ts';
import { type FunctionReference, functionArn, needFunction } from './records.ts';
import { versionOf } from './version-of.ts';

/** Lambda tries an event that failed twice more, after one minute and after two (Developer Guide, "Asynchronous invocation"). */
const retryMs = [60_000, 120_000];

const timers = new WeakMap<World, Map<Timer, () => void>>();
const stopping = new WeakSet<World>();

/** Runs an event in the background. One that fails three times is dropped, and the world's owner hears of it. */
export function invokeLater(world: World, reference: FunctionReference, requestId: string, event: string): void {
  world.background(`asynchronous invocation of ${reference.name}`, attempts(world, reference, requestId, event));
}

/** At start: events may fail and be tried again. */
export function allowRetries(world: World): void {
  stopping.delete(world);
}

/** At stop: no waiting retry is tried any more, nor a new one begun. */
export function cancelRetries(world: World): void {
  stopping.add(world);
  for (const [timer, done] of timers.get(world) ?? []) {
    timer.cancel();
    done();
  }
  timers.delete(world);
}

async function attempts(world: World, reference: FunctionReference, requestId: string, event: string): Promise<void> {
  for (let attempt = 0; !stopping.has(world); attempt++) {
    const version = versionOf(world, needFunction(world, reference));
    const result = await poolOf(world).invoke(version, { requestId, event, functionArn: functionArn(world, reference) });
    if (!result.failed) return;
    const ms = retryMs[attempt];
    if (ms === undefined)
      throw new Error(`${reference.name} failed ${attempt + 1} times for one event, which is dropped: ${result.payload}`);
    if (!(await wait(world, ms))) return;
  }
}

/** False when the world stops meanwhile. */
function wait(world: World, ms: number): Promise<boolean> {
  if (stopping.has(world)) return Promise.resolve(false);
  return new Promise((resolve) => {
    const pending = timers.get(world) ?? new Map<Timer, () => void>();
    timers.set(world, pending);
    const timer = world.clock.after(ms, () => {
      pending.delete(timer);
      resolve(true);
    });
    pending.set(timer, () => resolve(false));
  });
}
