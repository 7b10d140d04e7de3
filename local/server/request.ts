import { Readable } from 'node:stream';
import { AwsError } from '../services/errors.ts';
import type { HttpRequest } from '../services/http.ts';
import { splitTarget } from '../signature/canonical.ts';

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
export const maxBody = 40 * 1024 * 1024;

/** The whole body, for the protocols that have no streams. @throws AwsError for one that is too large or breaks off */
export async function readBody(request: HttpRequest): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      // The rest of one that is too large is read and dropped: only then does the client hear the answer.
      if (size <= maxBody) chunks.push(chunk);
    }
  } catch {
    // Nobody is there to read this any more, and it is no fault of this world.
    throw new AwsError('IncompleteBody', 'The client closed the connection before the body was whole');
  }
  if (size <= maxBody) return Buffer.concat(chunks);
  const most = `The request's body is larger than ${maxBody} bytes, the most that any local service but S3 takes`;
  throw new AwsError('RequestTooLargeException', most, 413);
}

/** A header's one value. */
export function header(request: HttpRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}

/** Path and query of a request, as they came; the host does not matter. */
export function urlOf(request: HttpRequest): { readonly pathname: string; readonly searchParams: URLSearchParams } {
  const [pathname, query] = splitTarget(request.url ?? '/');
  return { pathname, searchParams: new URLSearchParams(query) };
}
