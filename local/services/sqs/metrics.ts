import type { Timer } from '../../clock.ts';
import type { World } from '../../world.ts';
import { shelfOf } from './messages.ts';
import { queues } from './queues.ts';

/** SQS measures its queues once a minute, in the same second of each: so none is left out. */
const everyMs = 60_000;
/** Measurements of an empty queue, so that alarms see that it is: what was measured in the minute of its last message says the contrary. */
const QUIET = 3;
const timers = new WeakMap<World, Map<string, Timer>>();

/**
 * Tells CloudWatch how many messages of a queue somebody could receive: after each change, and once a minute for as long as there are any
 * and a little longer, so that an alarm rings at once and goes on until the queue is empty. (On AWS a queue is measured by the minute, and not after six quiet hours.)
 */
export function measure(world: World, name: string, quiet = QUIET): void {
  const running = timers.get(world) ?? new Map<string, Timer>();
  timers.set(world, running);
  running.get(name)?.cancel();
  running.delete(name);
  const queue = queues(world).get(name);
  if (!queue) return;
  const shelf = shelfOf(world, queue);
  const datum = {
    MetricName: 'ApproximateNumberOfMessagesVisible',
    Dimensions: [{ Name: 'QueueName', Value: name }],
    Value: shelf.visibleCount,
    Unit: 'Count',
  };
  world.background(`metrics of ${name}`, world.call('cloudwatch', 'PutMetricData', { Namespace: 'AWS/SQS', MetricData: [datum] }));
  if (shelf.isEmpty && quiet === 0) return;
  const left = shelf.isEmpty ? quiet - 1 : QUIET;
  const timer = world.clock.after(everyMs - (world.clock.now() % everyMs), () => measure(world, name, left));
  timer.unref?.();
  running.set(name, timer);
}

/** At start. */
export function measureAll(world: World): void {
  for (const name of queues(world).keys()) measure(world, name);
}

/** At stop. */
export function stopMeasuring(world: World): void {
  for (const timer of timers.get(world)?.values() ?? []) timer.cancel();
  timers.delete(world);
}
