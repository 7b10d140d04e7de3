import { AwsError } from '../errors.ts';
import { pageOf } from '../paging.ts';

type Listing<T> = Pick<Parameters<typeof pageOf<T>>[0], 'of' | 'items' | 'place' | 'descending' | 'moves'>;

/** A page of a hundred. @throws ValidationError for a token that is none of this list */
export function page<T>(
  { NextToken, ...asked }: { readonly NextToken?: string },
  list: Listing<T>,
): { items: T[]; next: { NextToken?: string } } {
  const refusal = () => new AwsError('ValidationError', 'The NextToken is not valid');
  const { items, next } = pageOf({ ...list, asked, size: 100, token: NextToken, refusal });
  return { items, next: next === undefined ? {} : { NextToken: next } };
}
