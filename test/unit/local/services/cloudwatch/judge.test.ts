import { describe, expect, it } from 'vitest';
import { judge } from '../../../../../local/services/cloudwatch/judge.ts';

const at = Date.parse('2025-06-15T12:02:00Z');
/** Oldest first, as the User Guide prints them: `0` is fine, `X` breaches, `-` is missing. */
const datapoints = (text: string) =>
  [...text].reverse().map((mark, i) => ({ at: at - i * 60_000, value: mark === '-' ? undefined : mark === 'X' ? 3 : 0 }));
const rules = (EvaluationPeriods: number, DatapointsToAlarm?: number) =>
  ({ ComparisonOperator: 'GreaterThanOrEqualToThreshold', Threshold: 3, EvaluationPeriods, DatapointsToAlarm }) as const;

describe('the state of an alarm', () => {
  // User Guide, "How alarm state is evaluated when data is missing", as far as it looks at no more periods than the alarm names.
  it.each([
    ['XXX', 3, 3, 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    ['0XX', 3, 3, 'OK', 'OK', 'OK', 'OK'],
    ['---', 3, 3, 'INSUFFICIENT_DATA', undefined, 'ALARM', 'OK'],
    ['--0', 3, 3, 'OK', 'OK', 'OK', 'OK'],
    ['X--', 3, 3, 'ALARM', undefined, 'ALARM', 'OK'],
    ['X0X', 3, 2, 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    ['0X-', 3, 2, 'OK', 'OK', 'ALARM', 'OK'],
    ['-X-', 3, 2, 'ALARM', undefined, 'ALARM', 'OK'],
  ] as const)('%s of %i, %i to alarm: %s, %s, %s, %s as missing data is treated', (text, periods, needed, ...states) => {
    const found = (['missing', 'ignore', 'breaching', 'notBreaching'] as const).map(
      (TreatMissingData) => judge({ ...rules(periods, needed), TreatMissingData }, datapoints(text))?.value,
    );
    expect(found).toEqual(states);
  });
});

describe('the reason', () => {
  it.each([
    ['X', rules(1), 'Threshold Crossed: 1 datapoint [3.0 (15/06/25 12:02:00)] was greater than or equal to the threshold (3.0).'],
    [
      'X',
      rules(1, 1),
      'Threshold Crossed: 1 out of the last 1 datapoints [3.0 (15/06/25 12:02:00)] was greater than or equal to the threshold (3.0) (minimum 1 datapoint for OK -> ALARM transition).',
    ],
    [
      '0X0',
      rules(3, 2),
      'Threshold Crossed: 2 out of the last 3 datapoints [0.0 (15/06/25 12:02:00), 0.0 (15/06/25 12:00:00)] were not greater than or equal to the threshold (3.0) (minimum 2 datapoints for ALARM -> OK transition).',
    ],
    ['--', rules(2), 'Insufficient Data: 2 datapoints were unknown.'],
    [
      '-',
      { ...rules(1), TreatMissingData: 'breaching' as const },
      'Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [Breaching].',
    ],
    [
      '--',
      { ...rules(2), TreatMissingData: 'notBreaching' as const },
      'Threshold Crossed: no datapoints were received for 2 periods and 2 missing datapoints were treated as [NonBreaching].',
    ],
  ])('of %s says what CloudWatch says', (text, alarm, reason) => {
    expect(judge(alarm, datapoints(text))?.reason).toBe(reason);
  });

  it('compares both ways, the threshold itself being a breach only where it says so', () => {
    const verdict = (ComparisonOperator: 'GreaterThanThreshold' | 'LessThanThreshold' | 'LessThanOrEqualToThreshold') =>
      judge({ ...rules(1), ComparisonOperator }, datapoints('X'))?.value;
    expect(verdict('GreaterThanThreshold')).toBe('OK');
    expect(verdict('LessThanThreshold')).toBe('OK');
    expect(verdict('LessThanOrEqualToThreshold')).toBe('ALARM');
  });
});
