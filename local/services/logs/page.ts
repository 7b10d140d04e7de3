import { AwsError } from '../errors.ts';
import { pageOf } from '../paging.ts';

type Listing<T> = Omit<Parameters<typeof pageOf<T>>[0], 'asked' | 'token' | 'refusal'>;

/** @throws InvalidParameterException for a token that is none of this list */
export function page<T>(
  { nextToken, limit: _limit, ...asked }: { readonly nextToken?: string; readonly limit?: number },
  list: Listing<T>,
): { items: T[]; next?: string } {
  const refusal = () => new AwsError('InvalidParameterException', 'The specified nextToken is invalid.');
  return pageOf({ ...list, asked, token: nextToken, refusal });
}
