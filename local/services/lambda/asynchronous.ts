import type { InvocationResult } from '../../functions/pool.ts';
import type { World } from '../../world.ts';
import { AwsError } from '../errors.ts';
import { hasPlaceForEvent, onFreed, withinConcurrency } from './concurrency.ts';
import { invokeSettings } from './event-invoke-configs.ts';
import { EventQueue, eventTable, type QueuedEvent } from './event-queue.ts';
import { type FailedEvent, tellOfFailure } from './on-failure.ts';
import { poolOf } from './pools.ts';
import { type FunctionReference, functionArn, functionKey, functionTable, latest } from './records.ts';
import { versionOf } from './version-of.ts';

/** Lambda tries an event that failed twice more, after one minute and after two (Developer Guide, "Asynchronous invocation"). */
const retryMs = [60_000, 120_000];
/** Between tries while a function may run nothing at all: from one second up to five minutes (same page). */
const maxThrottledMs = 300_000;

interface Dispatcher {
  readonly queue: EventQueue;
  /** Request id → how often it was throttled. */
  readonly throttled: Map<string, number>;
}

const dispatchers = new WeakMap<World, Dispatcher>();
/** Worlds that start or stop: they accept events and run none. */
const holding = new WeakSet<World>();

/** Takes an event, on disk before this returns, and runs it in the background. One that fails for good is dropped, and somebody hears of it. */
export function invokeLater(world: World, reference: FunctionReference, requestId: string, payload: string): void {
  const now = world.clock.now();
  const event: QueuedEvent = { requestId, reference, payload, failures: 0, accepted: now, due: now };
  eventTable(world).set(requestId, event);
  if (!holding.has(world)) dispatcherOf(world).queue.add(event);
}

/** From here until {@link releaseEvents} events are accepted and kept: at start other services are not there yet, at stop no longer. */
export function holdEvents(world: World): void {
  holding.add(world);
  dispatchers.get(world)?.queue.clear();
}

/** Once every service has started: runs what an earlier process left and what came meanwhile, oldest first. */
export function releaseEvents(world: World): void {
  holding.delete(world);
  const left = eventTable(world)
    .keys()
    .flatMap((id) => {
      const event = eventTable(world).get(id);
      return event ? [{ ...event, payload: 'on disk' }] : [];
    });
  for (const event of left.sort((a, b) => a.accepted - b.accepted)) dispatcherOf(world).queue.add(event);
}

function dispatcherOf(world: World): Dispatcher {
  let found = dispatchers.get(world);
  if (!found) {
    const next = () => runReady(world);
    found = { queue: new EventQueue(world, next), throttled: new Map() };
    dispatchers.set(world, found);
    onFreed(world, next);
  }
  return found;
}

/** Begins events for as long as there are places: the others wait, on disk, until one that runs has ended. */
function runReady(world: World): void {
  if (holding.has(world)) return;
  const { queue } = dispatcherOf(world);
  for (let id = queue.take((name) => hasPlaceForEvent(world, name)); id !== undefined; ) {
    const event = eventTable(world).get(id);
    if (event) world.background(`asynchronous invocation of ${event.reference.name}`, run(world, event));
    id = queue.take((name) => hasPlaceForEvent(world, name));
  }
}

async function run(world: World, event: QueuedEvent): Promise<void> {
  const { requestId } = event;
  const { throttled } = dispatcherOf(world);
  const failed = await attempt(world, event);
  if (failed === 'throttled') {
    const times = throttled.get(requestId) ?? 0;
    throttled.set(requestId, times + 1);
    return wait(world, { ...event, due: world.clock.now() + Math.min(1000 * 2 ** times, maxThrottledMs) });
  }
  throttled.delete(requestId);
  if (!failed) return void eventTable(world).delete(requestId);
  if (holding.has(world)) return; // cut by the stop: the next start tries it again
  const failures = event.failures + 1;
  const due = world.clock.now() + (retryMs[event.failures] ?? 0);
  const { retries, maxAgeMs } = invokeSettings(world, event.reference);
  const condition = failures > retries ? 'RetriesExhausted' : due - event.accepted > maxAgeMs ? 'EventAgeExceeded' : undefined;
  if (condition) return giveUp(world, event, { ...failed, condition, invokeCount: failures });
  wait(world, { ...event, failures, due });
}

function wait(world: World, event: QueuedEvent): void {
  eventTable(world).set(event.requestId, event);
  if (!holding.has(world)) dispatcherOf(world).queue.add(event);
}

/** Undefined when the function answered; `throttled` when no place is free for it, which is no failure. */
async function attempt(world: World, { reference, requestId, payload }: QueuedEvent) {
  const record = functionTable(world).get(functionKey(reference.name, reference.qualifier ?? latest));
  if (!record) {
    eventTable(world).delete(requestId);
    throw new Error(`${reference.name} was deleted before it could take an event, which is dropped`);
  }
  const invocation = { requestId, event: payload, functionArn: functionArn(world, reference) };
  let result: InvocationResult;
  try {
    result = await withinConcurrency(world, record.name, () => poolOf(world).invoke(versionOf(world, record), invocation));
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
    eventTable(world).delete(requestId);
  }
}
