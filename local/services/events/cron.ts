/** A parsed `cron(…)`: what each field lets through. Times are UTC. */
interface Cron {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly months: readonly number[];
  readonly years: readonly number[];
  /** Whether a day of a month counts. `weekday` is 1 for Sunday to 7 for Saturday, `last` the month's last day. */
  readonly day: DayTest;
}

type DayTest = (day: number, weekday: number, last: number) => boolean;

const monthNames = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');
const dayNames = 'SUN MON TUE WED THU FRI SAT'.split(' ');
const dayMs = 86_400_000;

/**
 * When `cron(minutes hours day-of-month month day-of-week year)` comes next, strictly after `after` (both milliseconds since the epoch);
 * undefined when it never does again. The dialect is EventBridge's (User Guide, "Setting a schedule pattern": `?`, `L`, `W`, `#`).
 * @throws Error that says which field is wrong
 */
export function nextCron(expression: string, after: number): number | undefined {
  const { minutes, hours, months, years, day } = parse(expression);
  const from = new Date(after);
  for (const year of years) {
    if (year < from.getUTCFullYear()) continue;
    for (const month of months) {
      const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
      const first = Date.UTC(year, month - 1, 1);
      if (first + last * dayMs <= after) continue;
      for (let date = 1; date <= last; date++) {
        const start = first + (date - 1) * dayMs;
        if (start + dayMs <= after || !day(date, new Date(start).getUTCDay() + 1, last)) continue;
        const time = hours.flatMap((hour) => minutes.map((minute) => start + (hour * 60 + minute) * 60_000)).find((at) => at > after);
        if (time !== undefined) return time;
      }
    }
  }
  return undefined;
}

function parse(expression: string): Cron {
  const fields = /^cron\((.*)\)$/.exec(expression)?.[1]?.trim().split(/\s+/) ?? [];
  const [minutes = '', hours = '', dates = '', months = '', weekdays = '', years = ''] = fields;
  if (fields.length !== 6) throw new Error(`expected six fields in cron(…), got ${expression}`);
  if ((dates === '?') === (weekdays === '?')) throw new Error(`expected ? in one of day-of-month and day-of-week, got ${expression}`);
  return {
    minutes: values(minutes, 0, 59),
    hours: values(hours, 0, 23),
    months: values(months, 1, 12, monthNames),
    years: values(years, 1970, 2199),
    day: dates === '?' ? weekdayTest(weekdays) : dateTest(dates),
  };
}

/** `*`, `5`, `1-5`, `JAN-MAR`, `5/15`, `0-30/5` and lists of them, in order; a range may run over the end (`FRI-MON`). */
function values(field: string, min: number, max: number, names: readonly string[] = []): number[] {
  const read = (text: string): number => {
    const named = names.indexOf(text.toUpperCase());
    const value = named >= 0 ? named + min : /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max)) throw new Error(`expected ${min} to ${max} in a field of cron(…), got ${field}`);
    return value;
  };
  const found = new Set<number>();
  for (const part of field.split(',')) {
    const [range = '', step, ...more] = part.split('/');
    if (more.length > 0 || (step !== undefined && !/^[1-9]\d*$/.test(step))) throw new Error(`expected a step such as /5, got ${field}`);
    const [low = '', high, ...rest] = range.split('-');
    if (rest.length > 0) throw new Error(`expected a range such as 1-5, got ${field}`);
    const from = range === '*' ? min : read(low);
    const to = range === '*' || (high === undefined && step !== undefined) ? max : read(high ?? low);
    const length = (to >= from ? to - from : to - from + max - min + 1) + 1;
    for (let i = 0; i < length; i += Number(step ?? 1)) found.add(min + ((from - min + i) % (max - min + 1)));
  }
  return [...found].sort((a, b) => a - b);
}

/** `L` the last day, `LW` the last working day, `15W` the working day nearest to the 15th in its month. */
function dateTest(field: string): DayTest {
  const nearest = /^(\d{1,2})W$/i.exec(field)?.[1];
  if (/^L$/i.test(field)) return (day, _weekday, last) => day === last;
  if (/^LW$/i.test(field)) return (day, weekday, last) => day === workday(last, weekday + last - day, last);
  if (nearest !== undefined) {
    const [wanted = 0] = values(nearest, 1, 31);
    return (day, weekday, last) => wanted <= last && day === workday(wanted, weekday + wanted - day, last);
  }
  const days = new Set(values(field, 1, 31));
  return (day) => days.has(day);
}

/** The working day nearest to a day of any month; `weekday` counts on from 1 for Sunday, over or under a week. */
function workday(day: number, weekday: number, last: number): number {
  const index = (((weekday - 1) % 7) + 7) % 7;
  if (index === 6) return day === 1 ? 3 : day - 1;
  if (index === 0) return day === last ? day - 2 : day + 1;
  return day;
}

/** `L` Saturday, `6L` or `FRIL` the month's last Friday, `3#2` its second Tuesday. */
function weekdayTest(field: string): DayTest {
  const [, lastName] = /^(\w+)L$/i.exec(field) ?? [];
  const [, name, nth] = /^(\w+)#([1-5])$/.exec(field) ?? [];
  if (/^L$/i.test(field)) return (_day, weekday) => weekday === 7;
  const days = new Set(values(lastName ?? name ?? field, 1, 7, dayNames));
  if (lastName !== undefined) return (day, weekday, last) => days.has(weekday) && day > last - 7;
  if (nth !== undefined) return (day, weekday) => days.has(weekday) && Math.ceil(day / 7) === Number(nth);
  return (_day, weekday) => days.has(weekday);
}
