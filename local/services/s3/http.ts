import type { Caller, World } from '../../world.ts';
import { AwsError } from '../errors.ts';
import type { HttpAnswer, HttpRequest } from '../http.ts';
import { addressOf } from './http-address.ts';
import { inputOf } from './http-input.ts';
import { answerOf, errorAnswer } from './http-output.ts';
import { operationOf } from './http-routes.ts';

/** S3's REST-XML protocol in front of `world.call('s3', …)`: path style and `bucket.host` style, signatures unchecked. */
export async function handleS3(request: HttpRequest, world: World, caller: Caller, requestId: string): Promise<HttpAnswer> {
  const address = addressOf(request);
  try {
    const operation = operationOf(address, request.headers);
    const input = await inputOf(operation, address, request);
    return answerOf(operation, await world.call('s3', operation, input, caller), requestId);
  } catch (error) {
    // An unread body may still be piped into its decoder, which would hold up the client's sending for ever.
    request.unpipe();
    if (!(error instanceof AwsError)) throw error;
    return errorAnswer(error, address.method, `/${address.bucket}${address.key && `/${address.key}`}`, requestId);
  }
}
