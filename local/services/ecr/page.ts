import { AwsError } from '../errors.ts';

/**
 * A page of items after an opaque token.
 * @throws InvalidParameterException for a token that is not ours
 */
export function page<T>(items: readonly T[], size: number, token: string | undefined): { items: T[]; next: { nextToken?: string } } {
  const from = token === undefined ? 0 : Number(/^page-(\d+)$/.exec(Buffer.from(token, 'base64url').toString())?.[1] ?? Number.NaN);
  if (Number.isNaN(from)) {
    throw new AwsError(
      'InvalidParameterException',
      "Invalid parameter at 'nextToken' failed to satisfy constraint: 'Invalid pagination token'",
    );
  }
  const to = from + size;
  return { items: items.slice(from, to), next: to < items.length ? { nextToken: Buffer.from(`page-${to}`).toString('base64url') } : {} };
}
