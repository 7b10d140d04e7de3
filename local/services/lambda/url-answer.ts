import { validateHeaderName, validateHeaderValue } from 'node:http';
import { type HttpAnswer, textAnswer } from '../http.ts';

/** A function's result as Invoke gives it. */
export interface UrlResult {
  readonly FunctionError?: string;
  readonly Payload: Uint8Array;
}

/**
 * The HTTP answer that a function's result means: `{statusCode, headers, cookies, body, isBase64Encoded}`, or any other JSON as the body of a
 * 200 (Developer Guide, "Response payload format"). A failed function and a response that means nothing are 502.
 */
export function urlAnswer(result: UrlResult): HttpAnswer {
  const text = Buffer.from(result.Payload).toString('utf8');
  if (result.FunctionError) return badGateway();
  const response = JSON.parse(text) as Response | null;
  if (response === null || typeof response !== 'object' || response.statusCode === undefined)
    return textAnswer(200, 'application/json', text);
  return explicitAnswer(response) ?? badGateway();
}

interface Response {
  readonly statusCode?: unknown;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly cookies?: readonly string[];
  readonly body?: unknown;
  readonly isBase64Encoded?: boolean;
}

const badGateway = () => textAnswer(502, 'application/json', 'Internal Server Error');

/** Undefined for a response that is no HTTP. */
function explicitAnswer({ statusCode, headers = {}, cookies, body = '', isBase64Encoded }: Response): HttpAnswer | undefined {
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 200 || status > 599 || typeof body !== 'string') return undefined;
  const content = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  const given = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)] as const);
  if (!given.every(([name, value]) => isHeader(name, value))) return undefined;
  const own = Object.fromEntries(given.filter(([name]) => name !== 'content-length' && name !== 'transfer-encoding'));
  return {
    status,
    headers: {
      'content-type': 'application/json',
      ...own,
      ...(status !== 204 && status !== 304 && { 'content-length': String(content.length) }),
      ...(cookies && { 'set-cookie': cookies.map(String) }),
    },
    body: content,
  };
}

function isHeader(name: string, value: string): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}
