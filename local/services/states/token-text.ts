import type { Random } from '../../clock.ts';
import { randomUuid } from '../ids.ts';

/** A task token: opaque to its holders, but it tells this service which execution gave it out. */
export function tokenText(executionArn: string, random: Random): string {
  return Buffer.from(`${executionArn} ${randomUuid(random)}`).toString('base64');
}

/** The execution that gave a token out, or undefined for what is no token of ours. */
export function executionOfTokenText(token: string): string | undefined {
  const [arn = '', uuid] = Buffer.from(token, 'base64').toString().split(' ');
  return /^arn:[a-z-]+:states:[^:]*:\d+:execution:/.test(arn) && uuid ? arn : undefined;
}
