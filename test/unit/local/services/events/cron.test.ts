import { describe, expect, it } from 'vitest';
import { nextCron } from '../../../../../local/services/events/cron.ts';
import { nextTime } from '../../../../../local/services/events/schedule-expression.ts';

const iso = (at: number | undefined) => at && new Date(at).toISOString().slice(0, 16);
/** The next times after a moment, in UTC. 2026-11-21 is a Saturday. */
function next(expression: string, after: string, count: number): (string | number | undefined)[] {
  const times: (number | undefined)[] = [];
  for (let at: number | undefined = Date.parse(after); times.length < count && at !== undefined; times.push(at))
    at = nextCron(`cron(${expression})`, at);
  return times.map(iso);
}

describe('cron in the dialect of EventBridge', () => {
  it.each([
    ['0 10 * * ? *', ['2026-11-21T10:00', '2026-11-22T10:00']],
    ['15 12 * * ? *', ['2026-11-21T12:15', '2026-11-22T12:15']],
    ['16 6 * * ? *', ['2026-11-22T06:16']],
    ['17 6 * * ? *', ['2026-11-21T06:17']],
    ['0 18 ? * MON-FRI *', ['2026-11-23T18:00', '2026-11-24T18:00']],
    ['0 8 1 * ? *', ['2026-12-01T08:00', '2027-01-01T08:00']],
    ['0/15 * * * ? *', ['2026-11-21T06:30', '2026-11-21T06:45', '2026-11-21T07:00']],
    ['*/25 5 * * ? *', ['2026-11-22T05:00', '2026-11-22T05:25', '2026-11-22T05:50']],
    ['0-30/10 7 * * ? *', ['2026-11-21T07:00', '2026-11-21T07:10', '2026-11-21T07:20', '2026-11-21T07:30', '2026-11-22T07:00']],
    ['0/5 8-17 ? * mon-fri *', ['2026-11-23T08:00']],
    ['0/30 20-2 ? * SAT *', ['2026-11-21T20:00']],
    ['0 9 ? * 1 *', ['2026-11-22T09:00', '2026-11-29T09:00']],
    ['0 9 ? * 7 *', ['2026-11-21T09:00', '2026-11-28T09:00']],
    ['0 9 ? * FRI-SUN *', ['2026-11-21T09:00', '2026-11-22T09:00', '2026-11-27T09:00']],
    ['0 9 ? * L *', ['2026-11-21T09:00', '2026-11-28T09:00']],
    ['0 9 ? * 6L *', ['2026-11-27T09:00', '2026-12-25T09:00']],
    ['0 9 ? * FRIL *', ['2026-11-27T09:00']],
    ['0 9 ? * 3#2 *', ['2026-12-08T09:00', '2027-01-12T09:00']],
    ['0 9 ? * TUE#5 *', ['2026-12-29T09:00', '2027-03-30T09:00']],
    ['0 0 L * ? *', ['2026-11-30T00:00', '2026-12-31T00:00', '2027-01-31T00:00', '2027-02-28T00:00']],
    ['0 0 LW * ? *', ['2026-11-30T00:00', '2026-12-31T00:00', '2027-01-29T00:00', '2027-02-26T00:00']],
    ['0 0 15W 8,11,12 ? *', ['2026-12-15T00:00', '2027-08-16T00:00', '2027-11-15T00:00']],
    ['0 0 1W 5,8 ? *', ['2027-05-03T00:00', '2027-08-02T00:00']],
    ['0 0 31W * ? 2027', ['2027-01-29T00:00', '2027-03-31T00:00', '2027-05-31T00:00', '2027-07-30T00:00']],
    ['0 0 29 2 ? *', ['2028-02-29T00:00', '2032-02-29T00:00']],
    ['0 0 1 JAN,jul ? 2027/2', ['2027-01-01T00:00', '2027-07-01T00:00', '2029-01-01T00:00']],
    ['59 23 31 12 ? 2026-2027', ['2026-12-31T23:59', '2027-12-31T23:59', undefined]],
    ['0 0 1 1 ? 2020', [undefined]],
    ['0 0 30 2 ? *', [undefined]],
  ])('%s comes at %j', (expression, expected) => {
    expect(next(expression, '2026-11-21T06:16:01Z', expected.length)).toEqual(expected);
  });

  it('comes strictly after the moment asked about', () => {
    expect(next('16 6 * * ? *', '2026-11-21T06:16:00Z', 1)).toEqual(['2026-11-22T06:16']);
    expect(next('16 6 * * ? *', '2026-11-21T06:15:59.999Z', 1)).toEqual(['2026-11-21T06:16']);
  });

  it.each([
    ['0 10 * * ?', 'Parameter ScheduleExpression is not valid: expected six fields'],
    ['0 10 * * * *', 'expected ? in one of'],
    ['0 10 ? * ? *', 'expected ? in one of'],
    ['60 10 * * ? *', 'expected 0 to 59'],
    ['0 24 * * ? *', 'expected 0 to 23'],
    ['0 0 0 * ? *', 'expected 1 to 31'],
    ['0 0 * FOO ? *', 'expected 1 to 12'],
    ['0 0 ? * 8 *', 'expected 1 to 7'],
    ['0 0 ? * 3#6 *', 'expected 1 to 7'],
    ['0 0 ? * 3#1,6#3 *', 'expected 1 to 7'],
    ['0 0 * * ? 1969', 'expected 1970 to 2199'],
    ['0/0 0 * * ? *', 'expected a step'],
    ['1-2-3 0 * * ? *', 'expected a range'],
    ['?  0 * * ? *', 'expected 0 to 59'],
  ])('%s is refused with the reason', (expression, reason) => {
    expect(() => nextTime(`cron(${expression})`, 0, 0)).toThrow(reason);
  });
});

describe('a rate', () => {
  it.each([
    [0, 5],
    [4.9, 5],
    [5, 10],
    [12, 15],
    [-3, 5],
  ])('%d minutes after it began comes at minute %d', (now, expected) => {
    expect(nextTime('rate(5 minutes)', 1000, 1000 + now * 60_000)).toBe(1000 + expected * 60_000);
  });

  it.each(['rate(1 minutes)', 'rate(5 minute)', 'rate(0 minutes)', 'rate(1 week)', 'daily'])('%s is refused', (expression) => {
    expect(() => nextTime(expression, 0, 0)).toThrow('Parameter ScheduleExpression is not valid.');
  });
});
