import { AwsError } from '../errors.ts';
import { pageOf } from '../paging.ts';

interface Asked {
  readonly nextToken?: string;
  readonly maxResults?: number;
}

/**
 * A page of a hundred items, unless asked otherwise, in the order in which they came.
 * @throws InvalidParameterException for a token that is none of this list
 */
export function page<T>(
  of: string,
  { nextToken, maxResults = 100, ...asked }: Asked,
  items: readonly T[],
  id: (item: T) => string,
): { items: T[]; next: { nextToken?: string } } {
  const refusal = () =>
    new AwsError('InvalidParameterException', "Invalid parameter at 'nextToken' failed to satisfy constraint: 'Invalid pagination token'");
  const { items: given, next } = pageOf({
    of,
    asked,
    items,
    place: (item, index) => [index, id(item)],
    moves: true,
    size: maxResults,
    token: nextToken,
    refusal,
  });
  return { items: given, next: next === undefined ? {} : { nextToken: next } };
}
