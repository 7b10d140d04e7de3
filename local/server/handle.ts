import { gunzipSync } from 'node:zlib';
import { AwsError } from '../services/errors.ts';
import { type HttpAnswer, type HttpRequest, textAnswer } from '../services/http.ts';
import { randomUuid } from '../services/ids.ts';
import type { ServiceName } from '../services/operation.ts';
import type { Caller } from '../world.ts';
import { signerOf } from './caller.ts';
import type { LiveWorld } from './create-world.ts';
import { doors } from './doors.ts';
import { jsonAnswer, jsonError, readJson, readTarget } from './protocols/aws-json.ts';
import { queryAnswer, queryError, queryServices, readQuery } from './protocols/aws-query.ts';
import { findRoute, readRest, restAnswer, restError } from './protocols/rest-json.ts';
import { header, readBody } from './request.ts';

/** Answers one request of any local service, whether it came over a socket or was made in this process. Never rejects for an AWS error. */
export async function handle(live: LiveWorld, request: HttpRequest): Promise<HttpAnswer> {
  const requestId = randomUuid(live.world.random);
  const door = doors.find(({ opens }) => opens(request));
  if (door) return door.answer({ request, live, requestId, caller: () => authenticate(live, request) });
  const target = header(request, 'x-amz-target');
  if (target !== undefined) return answerJson(live, request, target, requestId);
  const scope = signerOf(request)?.service as ServiceName | undefined;
  if (scope !== undefined && queryServices[scope]) return answerQuery(live, request, scope, requestId);
  return answerRest(live, request, requestId);
}

async function answerJson(live: LiveWorld, request: HttpRequest, target: string, requestId: string): Promise<HttpAnswer> {
  const contentType = header(request, 'content-type') ?? 'application/x-amz-json-1.1';
  try {
    const { service, operation } = readTarget(target);
    const caller = authenticate(live, request);
    const body = await readBody(request);
    // PutMetricData's client compresses large bodies.
    const plain = header(request, 'content-encoding') === 'gzip' ? gunzipSync(body) : body;
    const input = readJson(plain, live.operation(service, operation));
    return jsonAnswer(await live.dispatch(service, operation, input, caller, requestId), contentType, requestId);
  } catch (error) {
    return jsonError(toAwsError(live, error, 'InternalFailure'), contentType, requestId);
  }
}

async function answerQuery(live: LiveWorld, request: HttpRequest, service: ServiceName, requestId: string): Promise<HttpAnswer> {
  try {
    const body = (await readBody(request)).toString('utf8') || (request.url?.split('?')[1] ?? '');
    const operation = new URLSearchParams(body).get('Action') ?? '';
    const caller = authenticate(live, request, 'InvalidClientTokenId', 403);
    const { input } = readQuery(body, live.operation(service, operation));
    return queryAnswer(service, operation, await live.dispatch(service, operation, input, caller, requestId), requestId);
  } catch (error) {
    return queryError(service, toAwsError(live, error, 'InternalFailure'), requestId);
  }
}

async function answerRest(live: LiveWorld, request: HttpRequest, requestId: string): Promise<HttpAnswer> {
  const found = findRoute(request);
  if (!found) {
    const text = `No local service answers ${request.method} ${request.url?.split('?')[0]}`;
    if (!signerOf(request)) return textAnswer(404, 'application/json', JSON.stringify({ message: text }));
    const hint = 'docs/support.md has the operations that clients can call';
    return restError(new AwsError('UnknownOperationException', `${text}: ${hint}`, 404), requestId);
  }
  const { route, labels } = found;
  try {
    const caller = authenticate(live, request, 'UnrecognizedClientException', 403);
    const input = readRest(route, labels, request, await readBody(request));
    return restAnswer(route, await live.dispatch(route.service, route.operation, input, caller, requestId), requestId);
  } catch (error) {
    return restError(toAwsError(live, error, 'ServiceException'), requestId);
  }
}

function authenticate(live: LiveWorld, request: HttpRequest, name = 'UnrecognizedClientException', status = 400): Caller {
  const signer = signerOf(request);
  if (!signer) throw new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token', 403);
  const caller = live.callerOf(signer.accessKeyId);
  if (!caller) throw new AwsError(name, 'The security token included in the request is invalid.', status);
  return caller;
}

/** A fault of ours reads as AWS's own fault, with a text that can be reported, and the world's owner hears of it. */
function toAwsError(live: LiveWorld, error: unknown, name: string): AwsError {
  if (error instanceof AwsError) return error;
  live.world.background('a call', Promise.reject(error));
  return new AwsError(name, error instanceof Error ? error.message : String(error), 500);
}
