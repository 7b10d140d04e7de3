import { createHash } from 'node:crypto';
import type { Table } from '../../store.ts';
import type { World } from '../../world.ts';
import { list, required, structure, text } from '../input.ts';

/** How long data is kept, in milliseconds: CloudWatch keeps data of high resolution as long, the rest for longer. */
export const keptMs = 3 * 3_600_000;

export interface Dimension {
  readonly Name: string;
  readonly Value: string;
}

/** All values of one unit in one minute, or in one second for data of high resolution. */
export interface Point {
  /** Milliseconds since the epoch: when the minute or second began. */
  readonly at: number;
  readonly unit: string;
  readonly sum: number;
  readonly count: number;
  readonly min: number;
  readonly max: number;
  /** The single values, as far as they came one by one: of them percentiles are made. */
  readonly values?: readonly number[];
}

/** One value or summary of values as it arrives. */
export interface Datum extends Point {
  readonly name: string;
  readonly dimensions: readonly Dimension[];
  /** Seconds: 1 for high resolution, else 60. */
  readonly resolution?: number;
}

export interface MetricRecord {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: readonly Dimension[];
  readonly points: readonly Point[];
}

/** Of a minute. What is beyond makes no percentile better than it is. */
const valuesKept = 1000;

export const metrics = (world: World): Table<MetricRecord> => world.store.table('cloudwatch/metrics');

/** The dimensions of an input, in any operation. */
export const dimensions = list(
  structure({ Name: text({ ...required, min: 1, max: 255 }), Value: text({ ...required, min: 1, max: 1024 }) }),
  {
    max: 30,
  },
);

/** Every alarm's key is asked for whenever data comes: some hundreds of hashes are kept. */
const hashes = new Map<string, string>();

/** A metric is its namespace, name and dimensions in any order. A hash: the name of a record's file has its limits. */
export function metricKey(namespace: string, name: string, of: readonly Dimension[]): string {
  const sorted = of.map(({ Name, Value }) => `${Name}=${Value}`).sort();
  const text = JSON.stringify([namespace, name, sorted]);
  let hash = hashes.get(text);
  if (hash === undefined) {
    hash = createHash('sha256').update(text).digest('hex');
    if (hashes.size >= 1000) hashes.clear();
    hashes.set(text, hash);
  }
  return hash;
}

/** Adds a datum to its metric, and forgets what is older than {@link keptMs}. */
export function addDatum(world: World, namespace: string, datum: Datum): void {
  const { name, dimensions: of, resolution = 60, unit } = datum;
  const grain = resolution === 1 ? 1000 : 60_000;
  const at = Math.floor(datum.at / grain) * grain;
  const key = metricKey(namespace, name, of);
  const before = metrics(world).get(key)?.points ?? [];
  const same = before.find((point) => point.at === at && point.unit === unit);
  const { sum, count, min, max } = same ? merged([same, datum]) : datum;
  const values = [...(same?.values ?? []), ...(datum.values ?? [])].slice(-valuesKept);
  const points = [...before.filter((point) => point !== same), { at, unit, sum, count, min, max, ...(values.length > 0 && { values }) }];
  const kept = points.filter((point) => point.at > world.clock.now() - keptMs);
  metrics(world).set(key, { Namespace: namespace, MetricName: name, Dimensions: of, points: kept });
}

export interface Statistics {
  readonly SampleCount: number;
  readonly Sum: number;
  readonly Average: number;
  readonly Minimum: number;
  readonly Maximum: number;
  readonly Unit: string;
}

/** The statistics of a metric from `from` (with it) to `to` (without it), in milliseconds; undefined where it has no data. */
export function statistics(points: readonly Point[], from: number, to: number, unit?: string): Statistics | undefined {
  const chosen = points.filter((point) => point.at >= from && point.at < to && (unit === undefined || point.unit === unit));
  const [first] = chosen;
  if (!first) return undefined;
  const { sum, count, min, max } = merged(chosen);
  return { SampleCount: count, Sum: sum, Average: sum / count, Minimum: min, Maximum: max, Unit: first.unit };
}

/** The percentile of the single values from `from` (with it) to `to` (without it), by nearest rank; undefined where there are none. */
export function percentile(points: readonly Point[], from: number, to: number, percent: number): number | undefined {
  const values = points.filter(({ at }) => at >= from && at < to).flatMap((point) => point.values ?? []);
  return values.sort((a, b) => a - b)[Math.max(0, Math.ceil((percent / 100) * values.length) - 1)];
}

function merged(points: readonly Point[]): Pick<Point, 'sum' | 'count' | 'min' | 'max'> {
  return {
    sum: points.reduce((total, { sum }) => total + sum, 0),
    count: points.reduce((total, { count }) => total + count, 0),
    min: Math.min(...points.map(({ min }) => min)),
    max: Math.max(...points.map(({ max }) => max)),
  };
}
