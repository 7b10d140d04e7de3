import type { Timer } from '../../clock.ts';
import type { World } from '../../world.ts';
import { isVisible, messagesOf } from './messages.ts';
import { queues } from './queues.ts';

/** SQS measures its queues once a minute. */
const everyMs = 60_000;
const timers = new WeakMap<World, Map<string, Timer>>();

/**
 * Tells CloudWatch how many messages of a queue somebody could receive: after each change, and once a minute for as long as there are any, so
 * that an alarm rings at once and goes on until the queue is empty. (On AWS a queue is measured by the minute, and not after six quiet hours.)
 */
export function measure(world: World, name: string): void {
  const running = timers.get(world) ?? new Map<string, Timer>();
  timers.set(world, running);
  running.get(name)?.cancel();
  running.delete(name);
  const queue = queues(world).get(name);
  if (!queue) return;
  const all = messagesOf(world, queue);
  const Value = all.filter((message) => isVisible(world, message)).length;
  const datum = {
    MetricName: 'ApproximateNumberOfMessagesVisible',
    Dimensions: [{ Name: 'QueueName', Value: name }],
    Value,
    Unit: 'Count',
  };
  world.background(`metrics of ${name}`, world.call('cloudwatch', 'PutMetricData', { Namespace: 'AWS/SQS', MetricData: [datum] }));
  if (all.length === 0) return;
  const timer = world.clock.after(everyMs, () => measure(world, name));
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
