import type { Timer } from '../../clock.ts';
import type { InvocationResult } from '../../functions/pool.ts';
import type { Table } from '../../store.ts';
import type { World } from '../../world.ts';
import { AwsError } from '../errors.ts';
import { withinReserved } from './concurrency.ts';
import { invokeSettings } from './event-invoke-configs.ts';
import { type FailedEvent, tellOfFailure } from './on-failure.ts';
import { poolOf } from './pools.ts';
import { type FunctionReference, functionArn, functionKey, functionTable, latest } from './records.ts';
import { versionOf } from './version-of.ts';

/** An event that Invoke has accepted and that has not ended: kept on disk, since AWS's queue outlives every machine too. */
interface QueuedEvent {
  readonly requestId: string;
  readonly reference: FunctionReference;
  /** JSON text. */
  readonly payload: string;
  /** How often it has failed. An attempt that a kill cut short does not count: it is made again. */
  readonly failures: number;
  /** Milliseconds since the epoch: when it was accepted, and when it is to be tried (again). */
  readonly accepted: number;
  readonly due: number;
}

/** Lambda tries an event that failed twice more, after one minute and after two (Developer Guide, "Asynchronous invocation"). */
const retryMs = [60_000, 120_000];
/** Between tries while a function is throttled: from one second up to five minutes (same page). */
const maxThrottledMs = 300_000;

const queue = (world: World): Table<QueuedEvent> => world.store.table('lambda/asynchronous-events');
const timers = new WeakMap<World, Map<Timer, () => void>>();
/** Worlds that start or stop: they accept events and run none. */
const holding = new WeakSet<World>();

/** Takes an event, on disk before this returns, and runs it in the background. One that fails for good is dropped, and somebody hears of it. */
export function invokeLater(world: World, reference: FunctionReference, requestId: string, payload: string): void {
  const now = world.clock.now();
  const event: QueuedEvent = { requestId, reference, payload, failures: 0, accepted: now, due: now };
  queue(world).set(requestId, event);
  if (!holding.has(world)) begin(world, event);
}

/** From here until {@link releaseEvents} events are accepted and kept: at start other services are not there yet, at stop no longer. */
export function holdEvents(world: World): void {
  holding.add(world);
  for (const [timer, done] of timers.get(world) ?? []) {
    timer.cancel();
    done();
  }
  timers.delete(world);
}

/** Once every service has started: runs what an earlier process left and what came meanwhile, oldest first. */
export function releaseEvents(world: World): void {
  holding.delete(world);
  const left = queue(world).values();
  for (const event of left.sort((a, b) => a.accepted - b.accepted)) begin(world, event);
}

function begin(world: World, event: QueuedEvent): void {
  world.background(`asynchronous invocation of ${event.reference.name}`, attempts(world, event));
}

async function attempts(world: World, first: QueuedEvent): Promise<void> {
  let throttled = 0;
  for (let event = first; await until(world, event.due); ) {
    const failed = await attempt(world, event);
    if (failed === 'throttled') {
      event = { ...event, due: world.clock.now() + Math.min(1000 * 2 ** throttled++, maxThrottledMs) };
      queue(world).set(event.requestId, event);
      continue;
    }
    if (!failed) return void queue(world).delete(event.requestId);
    if (holding.has(world)) return; // cut by the stop: the next start tries it again
    const failures = event.failures + 1;
    const due = world.clock.now() + (retryMs[event.failures] ?? 0);
    const { retries, maxAgeMs } = invokeSettings(world, event.reference);
    const condition = failures > retries ? 'RetriesExhausted' : due - event.accepted > maxAgeMs ? 'EventAgeExceeded' : undefined;
    if (condition) return giveUp(world, event, { ...failed, condition, invokeCount: failures });
    event = { ...event, failures, due };
    queue(world).set(event.requestId, event);
  }
}

/** Undefined when the function answered; `throttled` when all it has reserved is in use, which is no failure. */
async function attempt(world: World, { reference, requestId, payload }: QueuedEvent) {
  const record = functionTable(world).get(functionKey(reference.name, reference.qualifier ?? latest));
  if (!record) {
    queue(world).delete(requestId);
    throw new Error(`${reference.name} was deleted before it could take an event, which is dropped`);
  }
  const invocation = { requestId, event: payload, functionArn: functionArn(world, reference) };
  let result: InvocationResult;
  try {
    result = await withinReserved(world, record.name, () => poolOf(world).invoke(versionOf(world, record), invocation));
  } catch (error) {
    if (error instanceof AwsError && error.name === 'TooManyRequestsException') return 'throttled';
    throw error;
  }
  return result.failed ? { version: record.version, role: record.role, response: result.payload } : undefined;
}

/** Tells before it forgets: a kill in between tells twice rather than never. */
async function giveUp(world: World, { reference, requestId, payload }: QueuedEvent, failure: Omit<FailedEvent, 'requestId' | 'payload'>) {
  try {
    await tellOfFailure(world, reference, { ...failure, requestId, payload });
  } finally {
    queue(world).delete(requestId);
  }
}

/** False when the world stops meanwhile. */
async function until(world: World, due: number): Promise<boolean> {
  const ms = due - world.clock.now();
  if (holding.has(world)) return false;
  if (ms <= 0) return true;
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
