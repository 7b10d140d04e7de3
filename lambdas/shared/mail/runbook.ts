import { ErrorName } from '../../contract/errors.ts';

/** The heading of docs/runbook.md that a failure belongs to: every error has one. */
export function runbookSection(error: string): string {
  if ((Object.values(ErrorName) as string[]).includes(error)) return error;
  return /^(States|Lambda|Sandbox|Runtime)\./.test(error) ? 'States.Timeout, States.Runtime and Lambda errors' : 'Other errors';
}
