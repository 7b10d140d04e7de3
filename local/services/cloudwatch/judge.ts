import type { AlarmRecord, ComparisonOperator, StateValue } from './alarms.ts';

/** The statistic of one period of an alarm; without a value there was no data. */
export interface Datapoint {
  /** Milliseconds since the epoch: the period's begin. */
  readonly at: number;
  readonly value?: number;
}

/** The state that data puts an alarm in, and why in CloudWatch's words. */
export interface Verdict {
  readonly value: StateValue;
  readonly reason: string;
}

type Rules = Pick<AlarmRecord, 'ComparisonOperator' | 'Threshold' | 'EvaluationPeriods' | 'DatapointsToAlarm' | 'TreatMissingData'>;
type Known = Required<Datapoint>;

/**
 * How many periods more than an alarm names are looked at, so that data which is late or was not measured in time is not missing. CloudWatch
 * does so and does not say how many; in the example of its User Guide three periods have a range of five.
 */
export const MORE_PERIODS = 2;

/** The datapoints that decide, of those of the evaluation range, newest first: the latest that are there, as many as the alarm names. */
export function deciding({ EvaluationPeriods }: Pick<Rules, 'EvaluationPeriods'>, datapoints: readonly Datapoint[]): Known[] {
  return datapoints.filter((point): point is Known => point.value !== undefined).slice(0, EvaluationPeriods);
}

/**
 * Judges the evaluation range, newest first (CloudWatch User Guide, "How alarm state is evaluated when data is missing"). Missing data counts
 * only where the range has less than the alarm names. Gives undefined when the state stays what it is for want of data.
 */
export function judge(alarm: Rules, datapoints: readonly Datapoint[]): Verdict | undefined {
  const { TreatMissingData: missing = 'missing', EvaluationPeriods, DatapointsToAlarm = EvaluationPeriods } = alarm;
  const known = deciding(alarm, datapoints);
  const breaching = known.filter(({ value }) => comparisons[alarm.ComparisonOperator].holds(value, alarm.Threshold));
  const fine = known.filter((point) => !breaching.includes(point));
  const absent = EvaluationPeriods - known.length;
  const alarmed = (): Verdict => ({ value: 'ALARM', reason: reason(alarm, 'ALARM', breaching, absent) });
  const ok = (): Verdict => ({ value: 'OK', reason: reason(alarm, 'OK', fine, absent) });
  if (breaching.length + (missing === 'breaching' ? absent : 0) >= DatapointsToAlarm) return alarmed();
  if (fine.length > 0 || missing === 'notBreaching' || missing === 'breaching') return ok();
  if (missing === 'ignore') return undefined;
  return breaching.length > 0 ? alarmed() : { value: 'INSUFFICIENT_DATA', reason: `Insufficient Data: ${unknown(absent)} unknown.` };
}

const comparisons: Readonly<Record<ComparisonOperator, { words: string; holds(value: number, threshold: number): boolean }>> = {
  GreaterThanOrEqualToThreshold: { words: 'greater than or equal to', holds: (value, threshold) => value >= threshold },
  GreaterThanThreshold: { words: 'greater than', holds: (value, threshold) => value > threshold },
  LessThanThreshold: { words: 'less than', holds: (value, threshold) => value < threshold },
  LessThanOrEqualToThreshold: { words: 'less than or equal to', holds: (value, threshold) => value <= threshold },
};

const unknown = (n: number) => `${n} datapoint${n === 1 ? ' was' : 's were'}`;
const plural = (n: number, word: string) => `${n} ${word}${n === 1 ? '' : 's'}`;

/** `1 out of the last 1 datapoints [3.0 (15/06/25 12:02:00)] was greater than …`: the form with DatapointsToAlarm names its numbers. */
function reason(alarm: Rules, to: 'OK' | 'ALARM', decisive: readonly Known[], absent: number): string {
  const { EvaluationPeriods, DatapointsToAlarm, ComparisonOperator, Threshold } = alarm;
  if (decisive.length === 0) {
    const treated = `${plural(absent, 'missing datapoint')} ${absent === 1 ? 'was' : 'were'} treated as`;
    return `Threshold Crossed: no datapoints were received for ${plural(absent, 'period')} and ${treated} [${to === 'ALARM' ? 'Breaching' : 'NonBreaching'}].`;
  }
  const count =
    DatapointsToAlarm === undefined
      ? plural(decisive.length, 'datapoint')
      : `${decisive.length} out of the last ${EvaluationPeriods} datapoints`;
  const values = decisive.map(({ at, value }) => `${decimal(value)} (${shortTime(at)})`).join(', ');
  const verb = `${decisive.length === 1 ? 'was' : 'were'}${to === 'OK' ? ' not' : ''}`;
  const least = to === 'ALARM' ? DatapointsToAlarm : EvaluationPeriods - (DatapointsToAlarm ?? 0) + 1;
  const transition = to === 'ALARM' ? 'OK -> ALARM' : 'ALARM -> OK';
  const minimum = DatapointsToAlarm === undefined ? '' : ` (minimum ${plural(least ?? 0, 'datapoint')} for ${transition} transition)`;
  return `Threshold Crossed: ${count} [${values}] ${verb} ${comparisons[ComparisonOperator].words} the threshold (${decimal(Threshold)})${minimum}.`;
}

/** Whole numbers as CloudWatch writes them: `1.0`. */
export const decimal = (value: number): string => (Number.isInteger(value) ? value.toFixed(1) : String(value));

/** `15/06/25 12:02:00` */
function shortTime(at: number): string {
  const [, year, month, day, time] = /^\d\d(\d\d)-(\d\d)-(\d\d)T([\d:]{8})/.exec(new Date(at).toISOString()) ?? [];
  return `${day}/${month}/${year} ${time}`;
}
