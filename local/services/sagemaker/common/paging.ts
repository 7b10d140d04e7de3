import { validationException } from '../../errors.ts';

interface Query {
  readonly NextToken?: string;
  readonly MaxResults?: number;
  readonly NameContains?: string;
  readonly CreationTimeAfter?: Date;
  readonly CreationTimeBefore?: Date;
  readonly SortOrder?: 'Ascending' | 'Descending';
}

interface Row {
  readonly name: string;
  readonly created: Date;
  /** What the caller sorts by; `name` breaks ties. */
  readonly key: string | number;
}

/**
 * Filters, sorts and cuts a List answer. A page holds 10 rows unless asked otherwise, as SageMaker's do: a client that forgets to page shows.
 * The token names the last row given, so that rows made meanwhile do not shift the pages.
 */
export function page<T>(
  records: readonly T[],
  query: Query,
  row: (record: T) => Row,
  defaultOrder: 'Ascending' | 'Descending' = 'Descending',
): { items: T[]; NextToken?: string } {
  const sign = (query.SortOrder ?? defaultOrder) === 'Ascending' ? 1 : -1;
  const compare = (a: Row, b: Row) => sign * (order(a.key, b.key) || order(a.name, b.name));
  const rows = records
    .map((record) => ({ record, row: row(record) }))
    .filter((one) => matches(one.row, query))
    .sort((a, b) => compare(a.row, b.row));
  const last = query.NextToken === undefined ? undefined : readToken(query.NextToken);
  const rest = last ? rows.filter((one) => compare(one.row, last) > 0) : rows;
  const given = rest.slice(0, query.MaxResults ?? 10);
  const end = given.at(-1);
  return { items: given.map((one) => one.record), ...(end && rest.length > given.length ? { NextToken: writeToken(end.row) } : {}) };
}

function matches({ name, created }: Row, query: Query): boolean {
  if (query.NameContains && !name.toLowerCase().includes(query.NameContains.toLowerCase())) return false;
  if (query.CreationTimeAfter && created.getTime() <= query.CreationTimeAfter.getTime()) return false;
  return !(query.CreationTimeBefore && created.getTime() >= query.CreationTimeBefore.getTime());
}

function order(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function writeToken({ key, name }: Row): string {
  return Buffer.from(JSON.stringify([key, name])).toString('base64url');
}

function readToken(token: string): Row {
  try {
    const [key, name] = JSON.parse(Buffer.from(token, 'base64url').toString()) as [string | number, string];
    return { key, name, created: new Date(0) };
  } catch {
    throw validationException('Invalid pagination token.');
  }
}
