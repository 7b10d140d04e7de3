import { ErrorName } from '../../contract/errors.ts';
import { PipelineError } from '../errors.ts';

/** The key's service did not answer, or an object was read before all of it was written: CodeCommit's own documents say to try again. */
const passing = new Set([
  'EncryptionKeyUnavailableException',
  'EncryptionIntegrityChecksFailedException',
  'TimeoutError',
  'RequestTimeout',
]);
const network = /^(ECONN|EAI_|ENOTFOUND|ETIMEDOUT|EPIPE|ENETUNREACH|EHOSTUNREACH|UND_ERR)/;

/**
 * Gives what CodeCommit's hiccups are called a name of our own, so that the definition can wait them out; everything else (throttles, a
 * repository that is gone, a key that is disabled or denied) stays as it is.
 * @see https://docs.aws.amazon.com/codecommit/latest/APIReference/API_GetCommit.html (Errors)
 */
export function translateCodecommit(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof PipelineError) return error;
  const { name, message } = error;
  const { code = '', $metadata } = error as { code?: string; $metadata?: { httpStatusCode?: number } };
  if (!passing.has(name) && !network.test(code) && ($metadata?.httpStatusCode ?? 0) < 500) return error;
  return new PipelineError(
    ErrorName.CodeCommitUnavailable,
    `CodeCommit did not answer: ${name}: ${message}. This usually passes by itself: start the run again.`,
    { cause: error },
  );
}
