const PATTERN = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|([+-])(\d{2}):(\d{2}))$/;

/** Milliseconds of an ISO-8601 extended offset date-time (java.time's ISO_OFFSET_DATE_TIME), or undefined. */
export function parseTimestamp(text: string): number | undefined {
  const match = PATTERN.exec(text);
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const millis = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3));
  const offset = match[8] === 'Z' ? 0 : Number(match[10]) * 60 + Number(match[11]);
  if (hour > 23 || minute > 59 || second > 59 || offset > 18 * 60) return undefined;
  const date = Date.UTC(year, month - 1, day);
  // Date.UTC rolls a 30th of February over; a real date keeps its parts.
  if (new Date(date).toISOString().slice(0, 10) !== text.slice(0, 10)) return undefined;
  const local = date + ((hour * 60 + minute) * 60 + second) * 1000 + millis;
  return local - (match[9] === '-' ? -offset : offset) * 60_000;
}
