import { Readable } from 'node:stream';
import { handle } from '../../../local/server/handle.ts';
import { makeRequest } from '../../../local/server/request.ts';
import type { Invocation } from '../functions/invocation.ts';

/** What an SDK client hands to its request handler. */
interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** A request handler without sockets: the local world's own HTTP side answers, as the function's role. */
export async function handleInProcess(own: Invocation, request: SdkRequest) {
  if (own.dead) return new Promise<never>(() => {});
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) headers[name.toLowerCase()] = value;
  const url = request.path + queryText(request.query);
  const {
    status,
    headers: answered,
    body,
  } = await handle(own.live, makeRequest({ method: request.method, url, headers, body: bytesOf(request.body) }), own.caller);
  if (own.dead) return new Promise<never>(() => {});
  const code = answered['x-amzn-errortype'];
  if (code === 'TimeoutError' || (status >= 400 && String(body).includes('TimeoutError')))
    throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError' });
  const bytes =
    body instanceof Readable ? body : Readable.from(body === undefined || body.length === 0 ? [] : [Buffer.from(body as string)]);
  return { response: { statusCode: status, headers: flat(answered), body: bytes } };
}

function queryText(query: SdkRequest['query']): string {
  const pairs = Object.entries(query ?? {}).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one) =>
      one === null || one === '' ? encodeURIComponent(name) : `${encodeURIComponent(name)}=${encodeURIComponent(one)}`,
    ),
  );
  return pairs.length > 0 ? `?${pairs.join('&')}` : '';
}

const flat = (headers: Readonly<Record<string, string | string[]>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));

/** A plain copy: the SDK's own warns of whoever reads its length. */
const bytesOf = (body: string | Uint8Array | undefined) => (body instanceof Uint8Array ? new Uint8Array(body) : body);
