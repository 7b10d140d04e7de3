import { isUtf8 } from 'node:buffer';
import type { Caller } from '../../world.ts';

/** A request as it came in, its headers' values in order. */
export interface UrlRequest {
  readonly method: string;
  /** Below the function's URL, with the query: `/path?a=1`. */
  readonly target: string;
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly body: Buffer;
  readonly sourceIp: string;
  readonly protocol: string;
}

export interface UrlCall {
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The URL's id, which AWS also makes the host name of. */
  readonly id: string;
  readonly account: string;
  /** Who signed, with AuthType AWS_IAM. */
  readonly signer?: { readonly caller: Caller; readonly accessKey: string };
}

/** The event that a function gets of a request to its URL: payload format 2.0 (Developer Guide, "Invoking Lambda function URLs"). */
export function urlEvent(request: UrlRequest, call: UrlCall): Record<string, unknown> {
  const [rawPath = '/', ...rest] = request.target.split('?');
  const rawQueryString = rest.join('?');
  const { cookie, ...headers } = Object.fromEntries(Object.entries(request.headers).map(([name, values]) => [name, values.join(',')]));
  const query = queryOf(rawQueryString);
  const domainName = headers.host ?? '';
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString,
    ...(cookie !== undefined && { cookies: (request.headers.cookie ?? []).flatMap((line) => line.split(/; */)) }),
    headers,
    ...(query && { queryStringParameters: query }),
    requestContext: {
      accountId: call.signer ? call.account : 'anonymous',
      apiId: call.id,
      ...(call.signer && { authorizer: { iam: identity(call.account, call.signer) } }),
      domainName,
      domainPrefix: call.id,
      http: {
        method: request.method,
        path: rawPath,
        protocol: request.protocol,
        sourceIp: request.sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: call.requestId,
      routeKey: '$default',
      stage: '$default',
      time: clfTime(call.at),
      timeEpoch: call.at,
    },
    ...bodyOf(request.body, headers['content-type']),
  };
}

/**
 * Text where AWS takes the content type for text, else base64; form posts too come in base64, and so do bodies without a type. Bytes that
 * are no UTF-8 never go as text: a signature is made over them.
 */
function bodyOf(body: Buffer, contentType = ''): { body?: string; isBase64Encoded: boolean } {
  if (body.length === 0) return { isBase64Encoded: false };
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  const isText = /^text\/|^application\/(json|xml|javascript)$|\+(json|xml)$/.test(type) && isUtf8(body);
  return isText ? { body: body.toString('utf8'), isBase64Encoded: false } : { body: body.toString('base64'), isBase64Encoded: true };
}

/** Values of one name are joined by commas. */
function queryOf(text: string): Record<string, string> | undefined {
  if (text === '') return undefined;
  const query: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(text)) query[name] = Object.hasOwn(query, name) ? `${query[name]},${value}` : value;
  return query;
}

function identity(accountId: string, { caller, accessKey }: NonNullable<UrlCall['signer']>): Record<string, unknown> {
  const id = caller.roleArn ? `AROALOCAL:${caller.arn.slice(caller.arn.lastIndexOf('/') + 1)}` : accountId;
  return { accessKey, accountId, callerId: id, cognitoIdentity: null, principalOrgId: null, userArn: caller.arn, userId: id };
}

/** `21/Nov/2026:06:16:01 +0000` */
const clfTime = (at: number): string => new Date(at).toUTCString().replace(/^\w+, (\d+) (\w+) (\d+) ([\d:]+) GMT$/, '$1/$2/$3:$4 +0000');
