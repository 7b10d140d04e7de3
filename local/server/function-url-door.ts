import type { IncomingMessage } from 'node:http';
import { AwsError } from '../services/errors.ts';
import { type HttpAnswer, type HttpRequest, textAnswer } from '../services/http.ts';
import { mayInvokeUrl } from '../services/lambda/url-access.ts';
import { type UrlResult, urlAnswer } from '../services/lambda/url-answer.ts';
import { type UrlConfig, urlConfigs, urlPath } from '../services/lambda/url-configs.ts';
import { allowsOrigin, preflightAnswer, withCors } from '../services/lambda/url-cors.ts';
import { type UrlRequest, urlEvent } from '../services/lambda/url-event.ts';
import { SignatureFault } from '../signature/fault.ts';
import { awsErrorOf } from '../signature/words.ts';
import type { Caller } from '../world.ts';
import { authenticate } from './authenticate.ts';
import { foreignPage, refusePage, sandboxed } from './browser.ts';
import type { Door, Visit } from './doors.ts';
import { readBody } from './request.ts';

/** Lambda's limit for a request and for an answer. */
const maxBytes = 6 * 1024 * 1024;

/** Lambda function URLs: `/_trainyard/url/NAME/…` is here what `https://ID.lambda-url.REGION.on.aws/…` is on AWS. */
export const functionUrlDoor: Door = {
  takesPages: true,
  opens: ({ url = '' }) => url.startsWith(urlPath),
  answer: async (visit) => {
    const { live, requestId, request } = visit;
    const [, name = '', target = ''] = /^([^/?]*)(.*)$/s.exec((request.url ?? '').slice(urlPath.length)) ?? [];
    const config = urlConfigs(live.world).get(name);
    if (!config) return message(404, `No function of this world has the URL ${urlPath}${name}/`);
    const answer = await answerFor(visit, name, config, target.startsWith('/') ? target : `/${target}`);
    return sandboxed({ ...answer, headers: { ...answer.headers, 'x-amzn-requestid': requestId } });
  },
};

async function answerFor(visit: Visit, name: string, config: UrlConfig, target: string): Promise<HttpAnswer> {
  const { live, request, requestId } = visit;
  if (Number(request.headers['content-length']) > maxBytes) return tooLarge();
  const incoming = await read(request, target);
  const preflight = preflightAnswer(config.cors, incoming);
  if (preflight) return preflight;
  const page = config.authType === 'AWS_IAM' && !allowsOrigin(config.cors, incoming) ? foreignPage(request) : undefined;
  if (page !== undefined) return refusePage(request, page);
  const signer = config.authType === 'AWS_IAM' ? signerOfVisit(visit, incoming.body) : undefined;
  if (signer instanceof SignatureFault) return withCors(unsigned(signer), config.cors, incoming);
  if (!mayInvokeUrl(live.world, name, config, signer?.caller)) return withCors(forbidden(), config.cors, incoming);
  const { account, clock } = live.world;
  const event = urlEvent(incoming, { requestId, at: clock.now(), id: config.id, account, ...(signer && { signer }) });
  const input = { FunctionName: name, Payload: Buffer.from(JSON.stringify(event)) };
  // The door has judged the caller; the invocation runs under the request's id, which so is the one in the function's log.
  const asLambda: Caller = { arn: `arn:${live.world.partition}:iam::${account}:root` };
  try {
    return withCors(urlAnswer((await live.dispatch('lambda', 'Invoke', input, asLambda, requestId)) as UrlResult), config.cors, incoming);
  } catch (error) {
    if (error instanceof AwsError && error.status === 413) return tooLarge();
    if (error instanceof AwsError && error.status === 429) return withCors(message(429, error.message), config.cors, incoming);
    throw error;
  }
}

async function read(request: HttpRequest, target: string): Promise<UrlRequest> {
  // A request made in this process has no raw headers: only one value of each name then.
  const { headersDistinct, socket, httpVersion = '1.1' } = request as HttpRequest & Partial<IncomingMessage>;
  const single = Object.entries(request.headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, [value].flat()]]));
  const sourceIp = socket?.remoteAddress ?? '127.0.0.1';
  return {
    method: request.method ?? 'GET',
    target,
    headers: {
      ...((headersDistinct ?? Object.fromEntries(single)) as Record<string, string[]>),
      'x-forwarded-for': [sourceIp],
      'x-forwarded-proto': ['http'],
    },
    body: await readBody(request),
    sourceIp,
    protocol: `HTTP/${httpVersion}`,
  };
}

function signerOfVisit(visit: Visit, body: Uint8Array): { caller: Caller; accessKey: string } | SignatureFault {
  try {
    const { caller, accessKeyId } = authenticate(visit, 'lambda', body);
    return { caller, accessKey: accessKeyId };
  } catch (error) {
    if (error instanceof SignatureFault) return error;
    throw error;
  }
}

const message = (status: number, Message: string) => textAnswer(status, 'application/json', JSON.stringify({ Message }));
const tooLarge = () => message(413, 'Request Entity Too Large');
const forbidden = () =>
  message(
    403,
    'Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html',
  );
const unsigned = (fault: SignatureFault) => (fault.kind === 'missing' ? forbidden() : message(403, awsErrorOf(fault, 'rest').message));
