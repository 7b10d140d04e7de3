import { validationException } from '../../errors.ts';
import { pageOf } from '../../paging.ts';

interface Query {
  readonly NextToken?: string;
  readonly MaxResults?: number;
  readonly NameContains?: string;
  readonly CreationTimeAfter?: Date;
  readonly CreationTimeBefore?: Date;
  readonly SortOrder?: 'Ascending' | 'Descending';
  readonly SortBy?: string;
}

interface Row {
  readonly name: string;
  readonly created: Date;
  /** What the caller sorts by; `name` breaks ties. */
  readonly key: string | number;
}

/**
 * Filters, sorts and cuts a List answer. A page holds 10 rows unless asked otherwise, as SageMaker's do: a client that forgets to page shows.
 * @throws ValidationException for a token that is none of this list
 */
export function page<T>(
  of: string,
  records: readonly T[],
  query: Query,
  row: (record: T) => Row,
  defaultOrder: 'Ascending' | 'Descending' = 'Descending',
): { items: T[]; NextToken?: string } {
  const { NextToken: token, MaxResults: size = 10, ...asked } = query;
  const { items, next } = pageOf({
    of,
    asked,
    items: records.filter((record) => matches(row(record), query)),
    place: (record) => [row(record).key, row(record).name],
    descending: (query.SortOrder ?? defaultOrder) === 'Descending',
    moves: query.SortBy === 'Status',
    size,
    token,
    refusal: () => validationException('Invalid pagination token.'),
  });
  return { items, ...(next && { NextToken: next }) };
}

function matches({ name, created }: Row, query: Query): boolean {
  if (query.NameContains && !name.toLowerCase().includes(query.NameContains.toLowerCase())) return false;
  if (query.CreationTimeAfter && created.getTime() <= query.CreationTimeAfter.getTime()) return false;
  return !(query.CreationTimeBefore && created.getTime() >= query.CreationTimeBefore.getTime());
}
