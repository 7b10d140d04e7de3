import { createHash } from 'node:crypto';

/** A run id ends in six hex digits of its execution ARN's hash: that is how a run finds its execution. */
export function isRunOf(run: string, executionArn: string): boolean {
  return run.endsWith(`-${createHash('sha256').update(executionArn).digest('hex').slice(0, 6)}`);
}
