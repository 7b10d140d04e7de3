import type { Ideal } from './ideal.ts';
import type { Row } from './results.ts';

const widths = [31, 12, 8, 8, 10, 7, 8, 13, 11, 8, 10, 8, 8];

/** The columns' names, over `lineOf`'s lines. */
export const heading = (first: string): string =>
  line(
    first,
    'to service',
    '/ideal',
    '/ref',
    'transit.',
    'calls',
    'events',
    'orchestr. $',
    'sweeper $',
    '/ref',
    'total $',
    '/ideal',
    '/ref',
  );

export const lineOf = (first: string, row: Row): string =>
  line(
    first,
    row.fault ? 'dies' : duration(row.seconds),
    ratio(row.ofIdeal),
    ratio(row.ofReference),
    ...[row.transitions, row.calls, row.events].map(String),
    row.orchestration.toFixed(5),
    row.sweeper.toFixed(5),
    ratio(row.orchestrationOfReference),
    row.total.toFixed(4),
    ratio(row.totalOfIdeal),
    ratio(row.totalOfReference),
  );

export const idealLine = (first: string, { seconds, work }: Ideal): string =>
  line(first, duration(seconds), '', '', '', '', '', '', '', '', work.toFixed(4), '', '');

const line = (...cells: string[]): string =>
  cells
    .map((cell, index) => (index === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[index] ?? 0)))
    .join('')
    .trimEnd();

/** Three digits after the point where ratios are near one. */
const ratio = (value: number | undefined): string => (value === undefined ? '-' : value.toFixed(3));

function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  if (seconds < 3 * 3600) return `${(seconds / 60).toFixed(1)} min`;
  return seconds < 3 * 86_400 ? `${(seconds / 3600).toFixed(2)} h` : `${(seconds / 86_400).toFixed(3)} d`;
}
