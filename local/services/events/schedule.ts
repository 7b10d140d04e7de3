import type { Timer } from '../../clock.ts';
import type { World } from '../../world.ts';
import { AwsError } from '../errors.ts';
import { runRule } from './deliver.ts';
import { busEvent } from './event.ts';
import { rules } from './records.ts';

const unitMs: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
const timers = new WeakMap<World, Map<string, Timer>>();

/**
 * Milliseconds between two runs of `rate(5 minutes)`.
 * @throws AwsError for a text that is no schedule, and for `cron(…)`, which this world does not run
 */
export function readRate(expression: string): number {
  if (/^cron\(/.test(expression))
    throw new AwsError(
      'ValidationException',
      `Parameter ScheduleExpression is not valid: the local world runs rate(…) only, got ${expression}`,
    );
  const [, count, unit = '', plural] = /^rate\((\d+) (minute|hour|day)(s?)\)$/.exec(expression) ?? [];
  const value = Number(count);
  // AWS wants `1 minute` and `2 minutes`.
  if (!value || (value === 1) !== (plural === '')) throw new AwsError('ValidationException', 'Parameter ScheduleExpression is not valid.');
  return value * (unitMs[unit] ?? 0);
}

/** Starts, moves or ends a rule's timer after the rule changed. The first run is one interval from now. */
export function reschedule(world: World, name: string): void {
  const running = timers.get(world) ?? new Map<string, Timer>();
  timers.set(world, running);
  running.get(name)?.cancel();
  running.delete(name);
  const rule = rules(world).get(name);
  if (rule?.State !== 'ENABLED' || !rule.ScheduleExpression) return;
  const run = () => {
    const now = rules(world).get(name);
    if (now)
      runRule(world, now, busEvent(world, { source: 'aws.events', detailType: 'Scheduled Event', detail: {}, resources: [now.Arn] }));
    reschedule(world, name);
  };
  running.set(name, world.clock.after(readRate(rule.ScheduleExpression), run));
}

/** At start: every stored schedule runs again. */
export function startSchedules(world: World): void {
  for (const name of rules(world).keys()) reschedule(world, name);
}

/** At stop. */
export function stopSchedules(world: World): void {
  for (const timer of timers.get(world)?.values() ?? []) timer.cancel();
  timers.delete(world);
}
