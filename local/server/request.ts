import { Readable } from 'node:stream';
import type { HttpRequest } from '../services/http.ts';

/** A request made in this process, without a socket: what the server's `handle` takes from simulations and tests. */
export function makeRequest(init: {
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: string | Uint8Array;
}): HttpRequest {
  const { method, url, headers, body } = init;
  const chunks = body === undefined || body.length === 0 ? [] : [Buffer.from(body as string)];
  return Object.assign(Readable.from(chunks, { objectMode: false }), { method, url, headers });
}

/** AWS's largest body outside S3 is 25 MB (SageMaker InvokeEndpoint); the margin is for base64. */
const maxBody = 40 * 1024 * 1024;

/** The whole body, for the protocols that have no streams. */
export async function readBody(request: HttpRequest): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBody) throw new Error(`The request's body is larger than ${maxBody} bytes, the most that any local service but S3 takes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A header's one value. */
export function header(request: HttpRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}

/** Path and query of a request; the host does not matter. */
export const urlOf = (request: HttpRequest): URL => new URL(request.url ?? '/', 'http://local');
