import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Runtime } from '../../../../local/runtime.ts';
import { type Keys, signed } from '../../../../local/signature/sign.ts';

const test: Keys = { accessKeyId: 'test', secretAccessKey: 'test' };

export interface HandMade {
  readonly method?: string;
  /** The signing name. */
  readonly service: string;
  readonly keys?: Keys;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Milliseconds since the epoch; default: now. */
  readonly now?: number;
}

/** Headers of a request as an SDK would sign it. S3's body is not signed unless a header says so. */
export function signedHeaders(url: string, { method = 'POST', service, keys = test, headers = {}, body, now = Date.now() }: HandMade) {
  const all = service === 's3' ? { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', ...headers } : headers;
  return signed({ method, url: new URL(url), headers: all, body, keys, region: 'us-east-1', service, now });
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** Sends a request signed so; what fetch would refuse or change is sent as it is. */
export function signedRequest({ endpointUrl }: Pick<Runtime, 'endpointUrl'>, path: string, made: HandMade): Promise<Reply> {
  const headers = signedHeaders(endpointUrl + path, made);
  return plainRequest(endpointUrl, path, { method: made.method ?? 'POST', headers, body: made.body });
}

export function plainRequest(
  endpointUrl: string,
  path: string,
  { method = 'GET', headers = {}, body }: { method?: string; headers?: Readonly<Record<string, string | string[]>>; body?: string } = {},
): Promise<Reply> {
  const { hostname, port } = new URL(endpointUrl);
  // Node's client frames no body of an OPTIONS by itself.
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const outgoing = request({ hostname, port, path, method, headers: { ...length, ...headers } }, (reply) => {
      text(reply).then((body) => resolve({ status: reply.statusCode ?? 0, headers: reply.headers, text: body }), reject);
    });
    outgoing.on('error', reject).end(body);
  });
}
