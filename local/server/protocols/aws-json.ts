import { AwsError } from '../../services/errors.ts';
import { type HttpAnswer, textAnswer } from '../../services/http.ts';
import type { AnyOperation, ServiceName } from '../../services/operation.ts';
import { decodeTimes } from './decode-times.ts';

/** `X-Amz-Target` prefixes, as the SDK clients send them (`serviceTarget` in their runtimeConfig.shared.js). */
const targets = new Map<string, ServiceName>(
  Object.entries({
    AWSStepFunctions: 'states',
    SageMaker: 'sagemaker',
    CodeBuild_20161006: 'codebuild',
    CodeCommit_20150413: 'codecommit',
    AmazonSSM: 'ssm',
    AmazonSQS: 'sqs',
    secretsmanager: 'secretsmanager',
    TrentService: 'kms',
    AmazonEC2ContainerRegistry_V20150921: 'ecr',
    AWSEvents: 'events',
    Logs_20140328: 'logs',
    GraniteServiceVersion20100801: 'cloudwatch',
  }),
);

/** `SageMaker.CreateTrainingJob` → service and operation. */
export function readTarget(target: string): { service: ServiceName; operation: string } {
  const dot = target.lastIndexOf('.');
  const service = targets.get(target.slice(0, dot));
  if (!service) throw new AwsError('UnknownOperationException', `No local service answers the target ${target}`);
  return { service, operation: target.slice(dot + 1) };
}

/** @throws AwsError SerializationException for a body that is no JSON object */
export function readJson(body: Buffer, operation: AnyOperation | undefined): Record<string, unknown> {
  if (body.length === 0) return {};
  let input: unknown;
  try {
    input = JSON.parse(body.toString('utf8'));
  } catch (error) {
    throw new AwsError('SerializationException', `The body is not JSON: ${(error as Error).message}`);
  }
  if (input === null || typeof input !== 'object' || Array.isArray(input))
    throw new AwsError('SerializationException', 'Start of structure or map found where not expected.');
  if (operation) decodeTimes(operation.input, input as Record<string, unknown>);
  return input as Record<string, unknown>;
}

export function jsonAnswer(output: unknown, contentType: string, requestId: string): HttpAnswer {
  return textAnswer(200, contentType, toJson(output), { 'x-amzn-requestid': requestId });
}

export function jsonError(error: AwsError, contentType: string, requestId: string): HttpAnswer {
  const body = toJson({ __type: error.name, message: error.message, ...error.members });
  return textAnswer(error.status, contentType, body, { 'x-amzn-requestid': requestId, 'x-amzn-errortype': error.name });
}

/** JSON as AWS writes it: times in epoch seconds, blobs in base64. */
export function toJson(output: unknown): string {
  return JSON.stringify(output ?? {}, function (this: Record<string, unknown>, key, value) {
    const raw = this[key];
    if (raw instanceof Date) return raw.getTime() / 1000;
    if (raw instanceof Uint8Array) return Buffer.from(raw).toString('base64');
    return value;
  });
}
