import type { Timer } from '../../clock.ts';
import type { World } from '../../world.ts';
import { type AlarmRecord, alarms } from './alarms.ts';
import { changeState } from './change-state.ts';
import { type Datapoint, deciding, judge, MORE_PERIODS } from './judge.ts';
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
  const range = evaluationRange(world, alarm);
  const verdict = judge(alarm, range);
  if (!verdict || verdict.value === alarm.StateValue) return;
  const datapoints = deciding(alarm, range);
  const oldest = datapoints.at(-1) ?? range[alarm.EvaluationPeriods - 1];
  const reasonData = {
    version: '1.0',
    queryDate: cloudWatchTime(new Date(world.clock.now())),
    ...(oldest && { startDate: cloudWatchTime(new Date(oldest.at)) }),
    statistic: alarm.Statistic ?? alarm.ExtendedStatistic,
    period: alarm.Period,
    recentDatapoints: datapoints.map(({ value }) => value).reverse(),
    threshold: alarm.Threshold,
  };
  changeState(world, alarm, { ...verdict, reasonData: JSON.stringify(reasonData) });
}

/**
 * The periods to judge by, newest first; they slide by the minute, as CloudWatch's do. The minute that is not over counts, so that an alarm
 * rings at once, if it has data (else nobody has measured it yet) and if more data cannot undo what it says: its sum still grows.
 */
function evaluationRange(world: World, alarm: AlarmRecord): Datapoint[] {
  const grain = Math.min(alarm.Period * 1000, 60_000);
  const minute = Math.floor(world.clock.now() / grain) * grain;
  const over = rangeTo(world, alarm, minute);
  const now = rangeTo(world, alarm, minute + grain);
  if (!measuredIn(world, alarm, minute, minute + grain)) return over;
  const upwards = alarm.ComparisonOperator.startsWith('GreaterThan');
  const grows = alarm.Statistic === 'Sum' || alarm.Statistic === 'SampleCount';
  if (grows && !upwards) return over;
  // A breach of it is final, and nothing else: what is fine now may breach before the minute ends.
  const breachIsFinal = grows || alarm.Statistic === (upwards ? 'Maximum' : 'Minimum');
  const first = over.every(({ value }) => value === undefined);
  return !breachIsFinal || first || judge(alarm, now)?.value === 'ALARM' ? now : over;
}

const measuredIn = (world: World, alarm: AlarmRecord, from: number, to: number): boolean =>
  statistics(metrics(world).get(keyOf(alarm))?.points ?? [], from, to, alarm.Unit) !== undefined;

function rangeTo(world: World, alarm: AlarmRecord, end: number): Datapoint[] {
  const { Period, EvaluationPeriods, Statistic, ExtendedStatistic = '', Unit } = alarm;
  const points = metrics(world).get(keyOf(alarm))?.points ?? [];
  const length = Period * 1000;
  return Array.from({ length: EvaluationPeriods + MORE_PERIODS }, (_, i) => {
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
