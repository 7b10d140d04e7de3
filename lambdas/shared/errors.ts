import { ErrorName } from '../contract/errors.ts';
import { head, visible } from '../contract/text.ts';

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
 * stays as it is: an AccessDenied is best read under its own name. The original is the cause. `held`: how much of the quota the caller
 * itself keeps until it has been given what it asks for.
 */
export function translate(error: unknown, held = 0): unknown {
  if (error instanceof PipelineError || !(error instanceof Error)) return error;
  const { name, message } = error;
  if (throttles.has(name) || /rate exceeded|too many requests/i.test(message))
    return new PipelineError(ErrorName.Throttled, `${name}: ${message}`, { cause: error });
  if (name === 'ResourceLimitExceeded' || name === 'ResourceLimitExceededException' || name === 'AccountLimitExceededException')
    return quota(error, held);
  return error;
}

// Step Functions takes 32,768 characters of cause.
const messageLimit = 30_000;

/** The same error, with a message that Step Functions takes and a mail or a terminal may show; its name is not touched. */
export function presentable(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const message = head(visible(error.message), messageLimit);
  return message === error.message ? error : Object.defineProperty(error, 'message', { value: message });
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

/**
 * `The account-level service limit 'ml.m5.large for endpoint usage' is 1 Instances, with current utilization of 0 Instances and a request
 * delta of 2 Instances. …` or `Cannot have more than 0 builds in queue …`.
 */
function quota(error: Error, held: number): PipelineError {
  const { message } = error;
  const [, name, limit, delta = 1] = /service limit '([^']+)' is (\d+)(?:.*request delta of (\d+))?/i.exec(message) ?? [];
  const needed = held + Number(delta);
  const isHopeless = name ? needed > Number(limit) : /more than 0 builds/i.test(message);
  if (!isHopeless) return new PipelineError(ErrorName.QuotaInUse, message, { cause: error });
  const why = held ? `an update keeps ${held} in service until ${delta} more are, so ${needed} are needed` : `${needed} are needed at once`;
  const what = name
    ? `${why}, and the quota is ${limit}. Raise the quota "${name}" to at least ${needed} in the Service Quotas console (new accounts start at 0), or choose another instance type${needed > 1 ? ' or fewer instances' : ''}`
    : 'ask AWS Support to enable CodeBuild builds for this account: only a support case lifts this limit of new accounts';
  return new PipelineError(ErrorName.QuotaIsZero, `${message} Waiting cannot help: ${what}.`, { cause: error });
}
