import { AwsError } from '../errors.ts';
import { nextCron } from './cron.ts';

const unitMs: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * When a schedule comes next, strictly after `now`; undefined when it never does again. `rate(5 minutes)` counts from `since`, when the rule
 * began; `cron(…)` from the calendar in UTC. What would have come while nobody looked is passed over. All in milliseconds since the epoch.
 * @throws AwsError for a text that is no schedule
 */
export function nextTime(expression: string, since: number, now: number): number | undefined {
  if (expression.startsWith('cron(')) return fromCron(expression, now);
  const rate = readRate(expression);
  return since + Math.max(1, Math.floor((now - since) / rate) + 1) * rate;
}

function fromCron(expression: string, now: number): number | undefined {
  try {
    return nextCron(expression, now);
  } catch (error) {
    throw invalid(`: ${(error as Error).message}`);
  }
}

function readRate(expression: string): number {
  const [, count, unit = '', plural] = /^rate\((\d+) (minute|hour|day)(s?)\)$/.exec(expression) ?? [];
  const value = Number(count);
  // AWS wants `1 minute` and `2 minutes`.
  if (!value || (value === 1) !== (plural === '')) throw invalid('.');
  return value * (unitMs[unit] ?? 0);
}

/** AWS gives no reason; a fault in cron's fields is hard to see without one. */
const invalid = (reason: string) => new AwsError('ValidationException', `Parameter ScheduleExpression is not valid${reason}`);
