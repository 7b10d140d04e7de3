import type { AwsError } from '../../services/errors.ts';
import { type HttpAnswer, type HttpRequest, textAnswer } from '../../services/http.ts';
import type { ServiceName } from '../../services/operation.ts';
import { header, urlOf } from '../request.ts';
import { readJson, toJson } from './aws-json.ts';
import { routes } from './rest-routes.ts';

/** How one REST operation lies on HTTP: labels of the path, query and headers become members, the rest is the JSON body or the payload. */
export interface Route {
  readonly service: ServiceName;
  readonly operation: string;
  readonly method: string;
  /** `/2015-03-31/functions/{FunctionName}`. */
  readonly path: string;
  readonly query?: readonly string[];
  /** Member → header, of input and output. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly outputHeaders?: Readonly<Record<string, string>>;
  /** Member that is the whole body, as bytes. */
  readonly payload?: string;
  readonly outputPayload?: string;
  readonly status?: number;
  /** Output member that is the status. */
  readonly statusMember?: string;
}

export function findRoute(request: HttpRequest): { route: Route; labels: Record<string, string> } | undefined {
  const { pathname } = urlOf(request);
  for (const route of routes) {
    if (route.method !== request.method) continue;
    const labels = matchPath(route.path, pathname);
    if (labels) return { route, labels };
  }
  return undefined;
}

export function readRest(route: Route, labels: Record<string, string>, request: HttpRequest, body: Buffer): Record<string, unknown> {
  const { searchParams } = urlOf(request);
  const members = route.payload || body.length === 0 ? {} : readJson(body, undefined);
  if (route.payload && body.length > 0) members[route.payload] = new Uint8Array(body);
  for (const name of route.query ?? []) {
    const value = searchParams.get(name);
    if (value !== null) members[name] = /^(MaxItems)$/.test(name) ? Number(value) : value;
  }
  for (const [name, key] of Object.entries(route.headers ?? {})) {
    const value = header(request, key.toLowerCase());
    if (value !== undefined) members[name] = value;
  }
  return { ...members, ...labels };
}

export function restAnswer(route: Route, output: unknown, requestId: string): HttpAnswer {
  const members = { ...(output as Record<string, unknown>) };
  const status = Number(take(members, route.statusMember) ?? route.status ?? 200);
  const headers: Record<string, string> = { 'x-amzn-requestid': requestId };
  for (const [name, key] of Object.entries(route.outputHeaders ?? {})) {
    const value = take(members, name);
    if (value !== undefined) headers[key.toLowerCase()] = String(value);
  }
  if (status === 204) return { status, headers };
  if (!route.outputPayload) return textAnswer(status, 'application/json', toJson(members), headers);
  const body = (take(members, route.outputPayload) as Uint8Array | undefined) ?? new Uint8Array();
  return { status, headers: { 'content-type': 'application/json', 'content-length': String(body.length), ...headers }, body };
}

/** Lambda writes `Type` beside the message; SageMaker Runtime's own members (a model's status and body) go into the JSON too. */
export function restError(error: AwsError, requestId: string): HttpAnswer {
  const body = toJson({ Type: error.status < 500 ? 'User' : 'Service', message: error.message, Message: error.message, ...error.members });
  return textAnswer(error.status, 'application/json', body, { 'x-amzn-requestid': requestId, 'x-amzn-errortype': error.name });
}

function take(members: Record<string, unknown>, name: string | undefined): unknown {
  if (name === undefined) return undefined;
  const value = members[name];
  delete members[name];
  return value;
}

function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split('/');
  const actual = path.replace(/(.)\/$/, '$1').split('/');
  if (wanted.length !== actual.length) return undefined;
  const labels: Record<string, string> = {};
  for (const [i, part] of wanted.entries()) {
    if (part.startsWith('{')) labels[part.slice(1, -1)] = decodeURIComponent(actual[i] ?? '');
    else if (part !== actual[i]) return undefined;
  }
  return labels;
}
