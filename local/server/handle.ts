import { gunzipSync } from 'node:zlib';
import { AwsError } from '../services/errors.ts';
import { type HttpAnswer, type HttpRequest, textAnswer } from '../services/http.ts';
import { randomUuid } from '../services/ids.ts';
import type { ServiceName } from '../services/operation.ts';
import { errorAnswer } from '../services/s3/http-output.ts';
import { splitTarget } from '../signature/canonical.ts';
import { SignatureFault } from '../signature/fault.ts';
import { awsErrorOf, type Dialect } from '../signature/words.ts';
import type { Caller } from '../world.ts';
import { authenticate } from './authenticate.ts';
import { foreignPage, refusePage } from './browser.ts';
import { signerOf } from './caller.ts';
import type { LiveWorld } from './create-world.ts';
import { doors, type Visit } from './doors.ts';
import { jsonAnswer, jsonError, readJson, readTarget } from './protocols/aws-json.ts';
import { queryAnswer, queryError, queryServices, readQuery } from './protocols/aws-query.ts';
import { findRoute, readRest, restAnswer, restError } from './protocols/rest-json.ts';
import { header, maxBody, readBody, urlOf } from './request.ts';
import { targetFault } from './target.ts';

/**
 * Answers one request of any local service, whether it came over a socket or was made in this process. Never rejects for an AWS error.
 * @param known who asks, for a request of this process; else its signature tells
 */
export async function handle(live: LiveWorld, request: HttpRequest, known?: Caller): Promise<HttpAnswer> {
  const visit: Visit = { request, live, requestId: randomUuid(live.world.random), known };
  const fault = targetFault(request.url ?? '');
  if (fault !== undefined) return unreadable(visit, fault);
  const door = doors.find(({ opens }) => opens(request));
  const page = door?.takesPages ? undefined : foreignPage(request);
  if (page !== undefined) return refusePage(request, page);
  if (door) return door.answer(visit);
  const target = header(request, 'x-amz-target');
  if (target !== undefined) return answerJson(visit, target);
  const scope = signerOf(request)?.service as ServiceName | undefined;
  if (scope !== undefined && Object.hasOwn(queryServices, scope)) return answerQuery(visit, scope);
  return answerRest(visit);
}

function unreadable({ request, requestId }: Visit, expected: string): HttpAnswer {
  const text = `Expected ${expected}, got ${JSON.stringify((request.url ?? '').slice(0, 200))}.`;
  // S3's own name for it; a URL that cannot be read names no bucket.
  if (/\/s3\/aws4_request/.test(header(request, 'authorization') ?? ''))
    return errorAnswer(new AwsError('InvalidURI', `Couldn't parse the specified URI. ${text}`), request.method ?? 'GET', '', requestId);
  return textAnswer(400, 'application/json', JSON.stringify({ message: text }), { 'x-amzn-requestid': requestId });
}

/** The signing names that are not the service's own. */
const signingNames: Readonly<Partial<Record<ServiceName, string>>> = { cloudwatch: 'monitoring', 'sagemaker-runtime': 'sagemaker' };

const callerOf = (visit: Visit, service: ServiceName, body: Uint8Array): Caller =>
  authenticate(visit, signingNames[service] ?? service, body).caller;

async function answerJson(visit: Visit, target: string): Promise<HttpAnswer> {
  const { live, request, requestId } = visit;
  const contentType = header(request, 'content-type') ?? 'application/x-amz-json-1.1';
  try {
    const { service, operation } = readTarget(target);
    if (request.method !== 'POST') throw byPost(request);
    const body = await readBody(request);
    const caller = callerOf(visit, service, body);
    const plain = header(request, 'content-encoding') === 'gzip' ? gunzip(body) : body;
    const input = readJson(plain, live.operation(service, operation));
    return jsonAnswer(await live.dispatch(service, operation, input, caller, requestId), contentType, requestId);
  } catch (error) {
    return jsonError(toAwsError(live, error, 'InternalFailure', 'json'), contentType, requestId);
  }
}

/** PutMetricData's client compresses large bodies. @throws AwsError SerializationException */
function gunzip(body: Buffer): Buffer {
  try {
    return gunzipSync(body, { maxOutputLength: maxBody });
  } catch (error) {
    throw new AwsError('SerializationException', `The body is not in gzip's format: ${(error as Error).message}`);
  }
}

async function answerQuery(visit: Visit, service: ServiceName): Promise<HttpAnswer> {
  const { live, request, requestId } = visit;
  try {
    const body = await readBody(request);
    const text = body.toString('utf8') || splitTarget(request.url ?? '/')[1];
    const operation = new URLSearchParams(text).get('Action') ?? '';
    const caller = callerOf(visit, service, body);
    // A presigned URL may ask who one is; what changes something is never a link.
    if (request.method !== 'POST' && !(request.method === 'GET' && /^(Get|List|Describe)/.test(operation))) throw byPost(request);
    const { input } = readQuery(text, live.operation(service, operation));
    return queryAnswer(service, operation, await live.dispatch(service, operation, input, caller, requestId), requestId);
  } catch (error) {
    return queryError(service, toAwsError(live, error, 'InternalFailure', 'query'), requestId);
  }
}

const byPost = ({ method }: HttpRequest) => new AwsError('MethodNotAllowed', `Expected POST for this operation, got ${method}`, 405);

async function answerRest(visit: Visit): Promise<HttpAnswer> {
  const { live, request, requestId } = visit;
  const found = findRoute(request);
  if (!found) return nowhere(visit);
  const { route, labels } = found;
  try {
    const body = await readBody(request);
    const caller = callerOf(visit, route.service, body);
    const input = readRest(route, labels, request, body);
    return restAnswer(route, await live.dispatch(route.service, route.operation, input, caller, requestId), requestId);
  } catch (error) {
    return restError(toAwsError(live, error, 'ServiceException', 'rest'), requestId);
  }
}

function nowhere({ request, requestId }: Visit): HttpAnswer {
  const { pathname } = urlOf(request);
  const signer = signerOf(request);
  // A Query call that nobody signed: the service is not known, its answer's form is.
  if (pathname === '/' && request.method === 'POST' && !signer)
    return queryError('sts', awsErrorOf(new SignatureFault('missing'), 'query'), requestId);
  const text = `No local service answers ${request.method} ${pathname}`;
  if (signer)
    return restError(
      new AwsError('UnknownOperationException', `${text}: docs/support.md has the operations that clients can call`, 404),
      requestId,
    );
  const hint = ' (S3 is known by the signature, which this request has not)';
  return textAnswer(404, 'application/json', JSON.stringify({ message: text + hint }));
}

/** A fault of ours reads as AWS's own fault, with a text that can be reported, and the world's owner hears of it. */
function toAwsError(live: LiveWorld, error: unknown, name: string, dialect: Dialect): AwsError {
  if (error instanceof SignatureFault) return awsErrorOf(error, dialect);
  if (error instanceof AwsError) return error;
  live.world.background('a call', Promise.reject(error));
  return new AwsError(name, error instanceof Error ? error.message : String(error), 500);
}
