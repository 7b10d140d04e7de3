import { ErrorName } from '../contract/errors.ts';

/** An error of the pipeline's own: `name` is what the state machine records and matches, `message` what the mail says. */
export class PipelineError extends Error {
  override readonly name: ErrorName;

  constructor(name: ErrorName, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = name;
  }
}

/**
 * Gives AWS's throttles and quotas the contract's names, so that the definition can retry the one and not the other. Everything else
 * stays as it is: an AccessDenied is best read under its own name. The original is the cause.
 */
export function translate(error: unknown): unknown {
  if (error instanceof PipelineError || !(error instanceof Error)) return error;
  const { name, message } = error;
  if (throttles.has(name) || /rate exceeded|too many requests/i.test(message))
    return new PipelineError(ErrorName.Throttled, `${name}: ${message}`, { cause: error });
  if (name === 'ResourceLimitExceeded' || name === 'ResourceLimitExceededException' || name === 'AccountLimitExceededException')
    return quota(error);
  return error;
}

/** True when AWS's answer is that there is no such thing; SageMaker says so with a ValidationException. */
export function isMissing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (missing.has(error.name)) return true;
  return error.name === 'ValidationException' && /^(could not find|requested resource not found)/i.test(error.message);
}

/** True when a name is taken: the caller describes what is there and adopts it if it is what it wanted. */
export function alreadyExists(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === 'ResourceInUse' || error.name === 'ImageAlreadyExistsException') return true;
  return error.name === 'ValidationException' && /already exist/i.test(error.message);
}

/** FailureReason of a job or endpoint that AWS had no instance for. */
export const isCapacity = (reason: string): boolean => /^CapacityError|insufficient capacity|unable to provision requested/i.test(reason);

const throttles = new Set([
  'ThrottlingException',
  'Throttling',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'SlowDown',
  'Throttled',
]);

const missing = new Set([
  'NoSuchKey',
  'NotFound',
  'ResourceNotFound',
  'ResourceNotFoundException',
  'ImageNotFoundException',
  'RepositoryNotFoundException',
]);

/** `The account-level service limit 'ml.m5.large for endpoint usage' is 0 Instances, …` or `Cannot have more than 0 builds in queue …`. */
function quota(error: Error): PipelineError {
  const { message } = error;
  const limit = /service limit '([^']+)' is (\d+)/i.exec(message);
  const isZero = limit ? limit[2] === '0' : /more than 0 builds/i.test(message);
  if (!isZero) return new PipelineError(ErrorName.QuotaInUse, message, { cause: error });
  const what = limit?.[1]
    ? `raise the quota "${limit[1]}" in the Service Quotas console (new accounts start at 0), or choose an instance type that has one`
    : 'ask AWS Support to enable CodeBuild builds for this account: only a support case lifts this limit of new accounts';
  return new PipelineError(ErrorName.QuotaIsZero, `${message} Waiting cannot help: ${what}.`, { cause: error });
}
