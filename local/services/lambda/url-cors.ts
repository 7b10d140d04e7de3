import type { HttpAnswer } from '../http.ts';
import type { Cors } from './url-configs.ts';
import type { UrlRequest } from './url-event.ts';

/** The answer to a browser's question before the request (preflight), which Lambda gives without asking the function. */
export function preflightAnswer(cors: Cors | undefined, { method, headers }: UrlRequest): HttpAnswer | undefined {
  if (!cors || method !== 'OPTIONS' || !headers.origin || !headers['access-control-request-method']) return undefined;
  const more = {
    'access-control-allow-methods': cors.AllowMethods?.join(','),
    'access-control-allow-headers': cors.AllowHeaders?.join(','),
    'access-control-max-age': cors.MaxAge?.toString(),
  };
  const allowed = originHeaders(cors, headers.origin[0]);
  return { status: 200, headers: { 'content-length': '0', ...allowed, ...(allowed && given(more)) } };
}

/** What Lambda adds to a function's answer for the browser, over the function's own headers. */
export function withCors(answer: HttpAnswer, cors: Cors | undefined, { headers }: UrlRequest): HttpAnswer {
  if (!cors || !headers.origin) return answer;
  return { ...answer, headers: { ...answer.headers, ...originHeaders(cors, headers.origin[0]) } };
}

/** Whether the URL's settings let pages of the request's origin ask. */
export function allowsOrigin(cors: Cors | undefined, { headers }: UrlRequest): boolean {
  return headers.origin !== undefined && cors !== undefined && originHeaders(cors, headers.origin[0]) !== undefined;
}

function originHeaders(cors: Cors, origin = ''): Record<string, string> | undefined {
  const origins = cors.AllowOrigins ?? [];
  if (!origins.includes('*') && !origins.includes(origin)) return undefined;
  return {
    'access-control-allow-origin': origins.includes('*') && !cors.AllowCredentials ? '*' : origin,
    vary: 'Origin',
    ...given({
      'access-control-allow-credentials': cors.AllowCredentials ? 'true' : undefined,
      'access-control-expose-headers': cors.ExposeHeaders?.join(','),
    }),
  };
}

const given = (headers: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (value ? [[name, value]] : [])));
