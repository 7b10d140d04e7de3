import type { Timer } from '../../clock.ts';
import type { World } from '../../world.ts';
import { runRule } from './deliver.ts';
import { busEvent } from './event.ts';
import { rules } from './records.ts';
import { nextTime } from './schedule-expression.ts';

/** Timers take no more (some 24.8 days); a later time is waited for in steps. */
const maxTimerMs = 2 ** 31 - 1;
const timers = new WeakMap<World, Map<string, Timer>>();

/** Starts, moves or ends a rule's timer after the rule changed. */
export function reschedule(world: World, name: string): void {
  wait(world, name, world.clock.now());
}

/** At start: every stored schedule runs again. What it missed meanwhile it does not make up for. */
export function startSchedules(world: World): void {
  for (const name of rules(world).keys()) reschedule(world, name);
}

/** At stop. */
export function stopSchedules(world: World): void {
  for (const timer of timers.get(world)?.values() ?? []) timer.cancel();
  timers.delete(world);
}

/** Waits for the first time after `from`. */
function wait(world: World, name: string, from: number): void {
  const running = timers.get(world) ?? new Map<string, Timer>();
  timers.set(world, running);
  running.get(name)?.cancel();
  running.delete(name);
  const rule = rules(world).get(name);
  if (rule?.State !== 'ENABLED' || !rule.ScheduleExpression) return;
  const now = world.clock.now();
  const due = nextTime(rule.ScheduleExpression, rule.since ?? now, from);
  if (due === undefined) return;
  const step = due - now > maxTimerMs;
  const run = () => {
    if (step) return wait(world, name, from);
    const event = { source: 'aws.events', detailType: 'Scheduled Event', detail: {}, resources: [rule.Arn] };
    void runRule(world, rules(world).get(name) ?? rule, busEvent(world, event, new Date(due)));
    // A timer that rang a little early must not ring for the same time again, nor a computer that slept for each time it missed.
    wait(world, name, Math.max(due, world.clock.now()));
  };
  running.set(name, world.clock.after(step ? maxTimerMs : due - now, run));
}
