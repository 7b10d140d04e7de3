import { AwsError } from '../errors.ts';

/** One page of a list whose order does not change; the token is the place where the next one begins. */
export function page<T>(all: readonly T[], limit: number, token: string | undefined): { items: T[]; next?: string } {
  const start = token === undefined ? 0 : Number(token);
  if (!Number.isInteger(start) || start < 0) throw new AwsError('InvalidParameterException', 'The specified nextToken is invalid.');
  const end = start + limit;
  return { items: all.slice(start, end), ...(end < all.length && { next: String(end) }) };
}
