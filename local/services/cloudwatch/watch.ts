import type { Timer } from '../../clock.ts';
import type { World } from '../../world.ts';
import { type AlarmRecord, alarms } from './alarms.ts';
import { changeState } from './change-state.ts';
import { type Datapoint, judge } from './judge.ts';
import { addDatum, type Datum, metricKey, metrics, percentile, statistics } from './metrics.ts';
import { cloudWatchTime } from './time.ts';

/** Takes data in, and lets every alarm on it look at once. */
export function recordData(world: World, namespace: string, data: readonly Datum[]): void {
  const touched = new Set(data.map(({ name, dimensions }) => metricKey(namespace, name, dimensions)));
  for (const datum of data) addDatum(world, namespace, datum);
  for (const alarm of alarms(world).values()) if (touched.has(keyOf(alarm))) evaluate(world, alarm);
}

const keyOf = ({ Namespace, MetricName, Dimensions }: AlarmRecord) => metricKey(Namespace, MetricName, Dimensions);

/** Looks at the metric, and moves the alarm where the data says another state. */
function evaluate(world: World, alarm: AlarmRecord): void {
  const datapoints = lastPeriods(world, alarm);
  const verdict = judge(alarm, datapoints);
  if (!verdict || verdict.value === alarm.StateValue) return;
  const oldest = datapoints.at(-1);
  const reasonData = {
    version: '1.0',
    queryDate: cloudWatchTime(new Date(world.clock.now())),
    ...(oldest && { startDate: cloudWatchTime(new Date(oldest.at)) }),
    statistic: alarm.Statistic ?? alarm.ExtendedStatistic,
    period: alarm.Period,
    recentDatapoints: datapoints.flatMap(({ value }) => value ?? []).reverse(),
    threshold: alarm.Threshold,
  };
  changeState(world, alarm, { ...verdict, reasonData: JSON.stringify(reasonData) });
}

/** Newest first. Periods slide by the minute, as CloudWatch's do, and the last one ends with the current minute. */
function lastPeriods(world: World, alarm: AlarmRecord): Datapoint[] {
  const { Period, EvaluationPeriods, Statistic, ExtendedStatistic = '', Unit } = alarm;
  const points = metrics(world).get(keyOf(alarm))?.points ?? [];
  const length = Period * 1000;
  const grain = Math.min(length, 60_000);
  const end = (Math.floor(world.clock.now() / grain) + 1) * grain;
  return Array.from({ length: EvaluationPeriods }, (_, i) => {
    const at = end - (i + 1) * length;
    if (Statistic) return { at, value: statistics(points, at, at + length, Unit)?.[Statistic] };
    return { at, value: percentile(points, at, at + length, Number(ExtendedStatistic.slice(1))) };
  });
}

const timers = new WeakMap<World, Map<string, Timer>>();

/** Starts, moves or ends the timer by which an alarm looks once a period, data or not. It keeps no process alive. */
export function watch(world: World, name: string): void {
  const running = timers.get(world) ?? new Map<string, Timer>();
  timers.set(world, running);
  running.get(name)?.cancel();
  running.delete(name);
  const alarm = alarms(world).get(name);
  if (!alarm) return;
  const look = () => {
    const now = alarms(world).get(name);
    if (now) evaluate(world, now);
    watch(world, name);
  };
  const timer = world.clock.after(alarm.Period * 1000, look);
  timer.unref?.();
  running.set(name, timer);
}

/** At start: every stored alarm looks again. */
export function watchAll(world: World): void {
  for (const name of alarms(world).keys()) watch(world, name);
}

/** At stop. */
export function stopWatching(world: World): void {
  for (const timer of timers.get(world)?.values() ?? []) timer.cancel();
  timers.delete(world);
}
