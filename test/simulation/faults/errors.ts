import { AwsError } from '../../../local/services/errors.ts';

/** How each service says "too many requests" (its API reference, "Common errors"); S3 says SlowDown. */
export function throttle(service: string): AwsError {
  if (service === 's3') return new AwsError('SlowDown', 'Please reduce your request rate.', 503);
  if (service === 'sns') return new AwsError('Throttling', 'Rate exceeded', 400);
  return new AwsError('ThrottlingException', 'Rate exceeded', 400);
}

/** A fault of the service's own. */
export const serverError = (service: string): AwsError =>
  service === 's3'
    ? new AwsError('InternalError', 'We encountered an internal error. Please try again.', 500)
    : new AwsError('InternalFailure', 'The request processing has failed because of an unknown error, exception or failure.', 500);

/** Not an answer at all: both transports make of it what a socket makes that nobody answers. */
export const noAnswer = (): AwsError => new AwsError('TimeoutError', 'socket hang up', 500);

type Missing = (name: string) => AwsError;
const notFound: Missing = () => new AwsError('ValidationException', 'Requested resource not found.');
const couldNotFind =
  (what: string): Missing =>
  (name) =>
    new AwsError('ValidationException', `Could not find ${what} "${name}".`);

interface Reading {
  /** The member of the input that names what is asked for. */
  readonly member: string;
  readonly missing: Missing;
}

/** Operations that may not see yet what was made a moment ago, and what they say then. */
export const readings: Readonly<Record<string, Reading>> = {
  'sagemaker:DescribeTrainingJob': { member: 'TrainingJobName', missing: notFound },
  'sagemaker:DescribeEndpoint': { member: 'EndpointName', missing: couldNotFind('endpoint') },
  'sagemaker:DescribeEndpointConfig': { member: 'EndpointConfigName', missing: couldNotFind('endpoint configuration') },
  'sagemaker:CreateEndpoint': { member: 'EndpointConfigName', missing: couldNotFind('endpoint configuration') },
  'sagemaker:UpdateEndpoint': { member: 'EndpointConfigName', missing: couldNotFind('endpoint configuration') },
  'sagemaker:DescribeModel': { member: 'ModelName', missing: couldNotFind('model') },
  'states:DescribeExecution': {
    member: 'executionArn',
    missing: (name) => new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${name}'`),
  },
};

/** Operations that make something: the member of input or answer that names it. */
export const makings: Readonly<Record<string, string>> = {
  'sagemaker:CreateTrainingJob': 'TrainingJobName',
  'sagemaker:CreateEndpoint': 'EndpointName',
  'sagemaker:CreateEndpointConfig': 'EndpointConfigName',
  'sagemaker:CreateModel': 'ModelName',
  'states:StartExecution': 'executionArn',
};
