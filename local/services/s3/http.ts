import { SignatureFault } from '../../signature/fault.ts';
import { awsErrorOf } from '../../signature/words.ts';
import type { Caller, World } from '../../world.ts';
import { AwsError } from '../errors.ts';
import type { HttpAnswer, HttpRequest } from '../http.ts';
import type { BodyProof } from './body-proof.ts';
import { addressOf } from './http-address.ts';
import { inputOf } from './http-input.ts';
import { answerOf, errorAnswer } from './http-output.ts';
import { operationOf } from './http-routes.ts';

/** Who asks, and what the signature says of the body. @throws SignatureFault, AwsError */
export type Authenticate = () => { readonly caller: Caller; readonly proof: BodyProof };

/** S3's REST-XML protocol in front of `world.call('s3', …)`: path style and `bucket.host` style. */
export async function handleS3(request: HttpRequest, world: World, authenticate: Authenticate, requestId: string): Promise<HttpAnswer> {
  const address = addressOf(request);
  try {
    const { caller, proof } = authenticate();
    const operation = operationOf(address, request.headers);
    const input = await inputOf(operation, address, request, proof);
    return answerOf(operation, await world.call('s3', operation, input, caller), requestId);
  } catch (error) {
    // An unread body may still be piped into its decoder, which would hold up the client's sending for ever.
    request.unpipe();
    const said = error instanceof SignatureFault ? awsErrorOf(error, 's3') : error;
    if (!(said instanceof AwsError)) throw said;
    return errorAnswer(said, address.method, `/${address.bucket}${address.key && `/${address.key}`}`, requestId);
  }
}
