import { AwsError } from '../errors.ts';
import { number, text } from '../input.ts';

/** The members of every paged operation's input. */
export const pageInput = { maxResults: number({ min: 0, max: 1000, integer: true }), nextToken: text({ min: 1, max: 1024 }) };

interface Asked {
  readonly maxResults?: number;
  readonly nextToken?: string;
}

/**
 * One page of a list; the token is the place where the next one begins.
 * @throws AwsError InvalidToken
 */
export function page<T>(all: readonly T[], { maxResults, nextToken }: Asked, usual = 100): { items: T[]; nextToken?: string } {
  const place = nextToken === undefined ? '0' : Buffer.from(nextToken, 'base64').toString();
  if (!/^\d+$/.test(place)) throw new AwsError('InvalidToken', "Invalid Token: 'Invalid token'");
  const start = Number(place);
  const end = start + (maxResults || usual);
  if (end >= all.length) return { items: all.slice(start) };
  return { items: all.slice(start, end), nextToken: Buffer.from(String(end)).toString('base64') };
}
