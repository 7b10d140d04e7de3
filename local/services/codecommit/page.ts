import { AwsError } from '../errors.ts';
import { pageOf } from '../paging.ts';

type Listing<T> = Pick<Parameters<typeof pageOf<T>>[0], 'of' | 'items' | 'place' | 'descending' | 'moves'>;

/** A page of a hundred. @throws InvalidContinuationTokenException for a token that is none of this list */
export function page<T>(
  { nextToken, ...asked }: { readonly nextToken?: string },
  list: Listing<T>,
): { items: T[]; next: { nextToken?: string } } {
  const refusal = () => new AwsError('InvalidContinuationTokenException', 'The specified continuation token is not valid.');
  const { items, next } = pageOf({ ...list, asked, size: 100, token: nextToken, refusal });
  return { items, next: next === undefined ? {} : { nextToken: next } };
}
