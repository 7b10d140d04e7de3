import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** What the doors with their own wire format (S3, the image registry, the SNS links) read of a request. */
export type HttpRequest = Pick<IncomingMessage, 'method' | 'url' | 'headers'> & Readable;

/** What such a door answers: the server sends it with {@link sendAnswer}. A HEAD answer carries no body. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body?: string | Uint8Array | Readable;
}

/** Sends an answer whole; a body that fails half-way cuts the connection, so that the client sees it. */
export async function sendAnswer(answer: HttpAnswer, request: Readable, response: ServerResponse): Promise<void> {
  // An early error must not leave the client waiting to send the rest of its body.
  request.resume();
  response.writeHead(answer.status, answer.headers);
  if (!(answer.body instanceof Readable)) {
    response.end(answer.body);
    return;
  }
  try {
    await pipeline(answer.body, response);
  } catch {
    response.destroy(); // pipeline has said why to the stream's owner; the status line is already out
  }
}

/** A small text, JSON or XML answer with its length. */
export function textAnswer(status: number, contentType: string, body: string, headers: Record<string, string> = {}): HttpAnswer {
  return { status, headers: { 'content-type': contentType, 'content-length': String(Buffer.byteLength(body)), ...headers }, body };
}
