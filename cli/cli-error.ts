import { visible } from '../lambdas/contract/text.ts';
import { fileErrorText } from './file-error.ts';

/** Exit codes of `trainyard`, as `--help` lists them: scripts branch on these, never on text. */
export const ExitCode = { ok: 0, failed: 1, usage: 2, rejected: 3, interrupted: 130 } as const;

/** An error a person can act on: the message says what was expected, what came and what to do, in one line. */
export class CliError extends Error {
  readonly exitCode: number;

  constructor(message: string, options: { cause?: unknown; exitCode?: number } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.name = 'CliError';
    this.exitCode = options.exitCode ?? ExitCode.failed;
  }
}

/** A wrong command line: exit code 2, as shells and getopt have it. */
export function usageError(message: string): CliError {
  return new CliError(message, { exitCode: ExitCode.usage });
}

/** One line for people; with `verbose` the cause chain and the stacks as well. */
export function errorText(error: unknown, verbose: boolean): string {
  const first = `trainyard: ${messageOf(error)}`;
  if (!verbose) return `${visible(first).replaceAll(/\s*\n\s*/g, ' ')}\n`;
  const chain = causes(error).map((cause) => `caused by ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}`);
  const own = error instanceof Error && !(error instanceof CliError) ? [error.stack ?? ''] : [];
  return `${visible([first, ...own, ...chain].join('\n'))}\n`;
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof CliError) return error.message;
  const file = fileErrorText(error);
  if (file) return `${file} (--verbose shows where)`;
  // AWS errors carry their code as the name; the text alone ("User is not authorized") would not say which.
  const name = error.name === 'Error' ? '' : `${error.name}: `;
  if (error.name === 'CredentialsProviderError') {
    return `Expected AWS credentials with --aws; ${error.message}. Give --profile NAME, or set AWS_PROFILE (--verbose shows where)`;
  }
  return `${name}${error.message || 'no message'} (--verbose shows where)`;
}

function causes(error: unknown): unknown[] {
  const chain: unknown[] = [];
  let current = error instanceof Error ? error.cause : undefined;
  while (current !== undefined && chain.length < 10) {
    chain.push(current);
    current = current instanceof Error ? current.cause : undefined;
  }
  return chain;
}
