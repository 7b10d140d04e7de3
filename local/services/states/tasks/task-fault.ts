import type { TaskResource } from '../../../asl/index.ts';
import type { AwsError } from '../../errors.ts';

/** How an optimised integration names a service: in errors, in the cause, and for errors its model does not have. */
const NAMES: { readonly [service: string]: readonly [prefix: string, service: string, unmodelled: string] } = {
  lambda: ['Lambda', 'AWSLambda', 'AWSLambdaException'],
  sns: ['SNS', 'AmazonSNS', 'AmazonSNSException'],
  states: ['StepFunctions', 'AWSStepFunctions', 'AWSStepFunctionsException'],
  events: ['EventBridge', 'AmazonEventBridge', 'AmazonEventBridgeException'],
};

/** Errors that no service models: they collapse to the name of the service's base class. */
const UNMODELLED = ['AccessDenied', 'ValidationException', 'ValidationError', 'Throttling', 'UnknownOperation', 'InternalFailure'];

/** A task's failure as the history records it. */
export class TaskFault extends Error {
  readonly error: string | undefined;
  override readonly cause: string | undefined;

  constructor(error: string | undefined, cause: string | undefined) {
    super(`${error}: ${cause}`);
    this.error = error;
    this.cause = cause;
  }

  /** A service's refusal, as in `SNS.NotFoundException` with `Topic does not exist (Service: AmazonSNS; Status Code: 404; …)`. */
  static of({ service, kind }: TaskResource, { name, message, status }: AwsError, requestId = NO_REQUEST): TaskFault {
    const known = NAMES[kind === 'function' ? 'lambda' : service];
    const [prefix, awsName, unmodelled] = known ?? [service, service, `${service}Exception`];
    const exception = name.endsWith('Exception') ? name : `${name}Exception`;
    const errorName = UNMODELLED.some((start) => name.startsWith(start)) ? unmodelled : exception;
    const details = `Service: ${awsName}; Status Code: ${status}; Error Code: ${name}; Request ID: ${requestId}; Proxy: null`;
    return new TaskFault(`${prefix}.${errorName}`, `${message} (${details})`);
  }
}

const NO_REQUEST = '00000000-0000-4000-8000-000000000000';
