import { AwsError } from '../errors.ts';
import { number, text } from '../input.ts';
import { pageOf } from '../paging.ts';

/** The members of every paged operation's input. */
export const pageInput = { maxResults: number({ min: 0, max: 1000, integer: true }), nextToken: text({ min: 1, max: 1024 }) };

interface Asked {
  readonly maxResults?: number;
  readonly nextToken?: string;
}

/**
 * A page of a hundred, unless asked otherwise.
 * @throws AwsError InvalidToken
 */
export function page<T>(
  of: string,
  { maxResults, nextToken, ...asked }: Asked,
  list: Pick<Parameters<typeof pageOf<T>>[0], 'items' | 'place' | 'descending'>,
): { items: T[]; nextToken?: string } {
  const refusal = () => new AwsError('InvalidToken', "Invalid Token: 'Invalid token'");
  const { items, next } = pageOf({ of, asked, ...list, size: maxResults || 100, token: nextToken, refusal });
  return { items, ...(next && { nextToken: next }) };
}
