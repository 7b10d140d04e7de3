import { validationException } from '../errors.ts';
import { pageOf } from '../paging.ts';

interface Asked {
  readonly NextToken?: string;
  readonly Limit?: number;
}

/** A page of a hundred, unless asked for fewer. @throws ValidationException for a token that is none of this list */
export function page<T>(
  { NextToken, Limit = 100, ...asked }: Asked,
  list: Pick<Parameters<typeof pageOf<T>>[0], 'of' | 'items' | 'place' | 'moves'>,
): { items: T[]; next: { NextToken?: string } } {
  const refusal = () => validationException('Token is not valid.');
  const { items, next } = pageOf({ ...list, asked, size: Limit, token: NextToken, refusal });
  return { items, next: next === undefined ? {} : { NextToken: next } };
}
