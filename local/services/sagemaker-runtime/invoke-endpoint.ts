import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { defaults, payloadLimit } from '../../../lambdas/contract/samples.ts';
import type { World } from '../../world.ts';
import { AwsError } from '../errors.ts';
import { any, required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { type ContainerAnswer, ContainerTimeout } from '../sagemaker/hosting/http.ts';
import { servingFleet } from '../sagemaker/hosting/live.ts';
import type { ServingContainer } from '../sagemaker/hosting/serving-container.ts';
import { measureInvocation } from './measure.ts';

/** A container must answer within 60 s. */
const TIMEOUT_MS = 60_000;

const CUSTOM_ATTRIBUTES = 'x-amzn-sagemaker-custom-attributes';

/** Passes a request on to the container of a variant, drawn by weight. */
export const invokeEndpoint = operation({
  name: 'InvokeEndpoint',
  input: {
    EndpointName: text({ ...required, max: 63, pattern: '[a-zA-Z0-9](-*[a-zA-Z0-9])*' }),
    Body: any(required),
    ContentType: text({ max: 1024 }),
    Accept: text({ max: 1024 }),
    CustomAttributes: text({ max: 1024 }),
    TargetVariant: text({ max: 63 }),
    InferenceId: text({ max: 64 }),
  },
  run: async (input, { world }) => {
    const body = input.Body instanceof Readable ? await buffer(input.Body) : Buffer.from(input.Body);
    if (body.byteLength > payloadLimit) throw new AwsError('ValidationError', `HTTP content length exceeded ${payloadLimit} bytes.`, 413);
    const fleet = await servingFleet(world, input.EndpointName);
    if (!fleet) throw new AwsError('ValidationError', `Endpoint ${input.EndpointName} of account ${world.account} not found.`);
    const target = fleet.choose(input.TargetVariant);
    if (!target) throw new AwsError('ValidationError', `Variant ${input.TargetVariant} not found for Request.`);
    // What a request does not name comes to the container as these: AWS's own serving toolkits tell of both.
    const headers = {
      'content-type': input.ContentType || defaults.contentType,
      accept: input.Accept || defaults.accept,
      ...(input.CustomAttributes ? { [CUSTOM_ATTRIBUTES]: input.CustomAttributes } : {}),
    };
    const startedAt = world.clock.now();
    const measure = (status: number) => measureInvocation(world, input.EndpointName, target.name, status, startedAt);
    const answer = await ask(world, input.EndpointName, target.container, { headers, body, timeoutMs: TIMEOUT_MS }).catch((error) => {
      measure(0);
      throw error;
    });
    measure(answer.status);
    if (answer.status < 200 || answer.status > 299)
      throw modelError(world, input.EndpointName, answer.status, Buffer.from(answer.body).toString());
    return {
      Body: answer.body,
      ContentType: answer.headers['content-type'],
      InvokedProductionVariant: target.name,
      CustomAttributes: answer.headers[CUSTOM_ATTRIBUTES],
    };
  },
});

async function ask(
  world: World,
  endpoint: string,
  container: Pick<ServingContainer, 'ask'>,
  question: Parameters<ServingContainer['ask']>[0],
): Promise<ContainerAnswer> {
  try {
    return await container.ask(question);
  } catch (error) {
    if (error instanceof ContainerTimeout) {
      throw modelError(
        world,
        endpoint,
        0,
        'Your invocation timed out while waiting for a response from container primary. Review the latency metrics for each container in Amazon CloudWatch, resolve the issue, and try again.',
      );
    }
    if ((error as NodeJS.ErrnoException).code === 'ECONNREFUSED')
      throw new AwsError('ServiceUnavailable', 'The container of this endpoint is not running.', 503);
    // The connection broke while the container had the request.
    if ((error as NodeJS.ErrnoException).code) throw modelError(world, endpoint, 0, (error as Error).message);
    throw error;
  }
}

function modelError(world: World, endpoint: string, status: number, message: string): AwsError {
  const group = `/aws/sagemaker/Endpoints/${endpoint}`;
  const side = status >= 400 && status < 500 ? 'client' : 'server';
  const page = `https://${world.region}.console.aws.amazon.com/cloudwatch/home?region=${world.region}#logEventViewer:group=${group}`;
  return new AwsError(
    'ModelError',
    `Received ${side} error (${status}) from primary with message "${message}". See ${page} in account ${world.account} for more information.`,
    424,
    {
      OriginalStatusCode: status,
      OriginalMessage: message,
      LogStreamArn: `arn:${world.partition}:logs:${world.region}:${world.account}:log-group:${group}`,
    },
  );
}
