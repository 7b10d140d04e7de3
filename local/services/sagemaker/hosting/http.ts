import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import type { Clock } from '../../../clock.ts';

// A connection of its own for every request: a kept one may be closed by the container in the very moment it is used again.
const agent = new Agent({ keepAlive: false });

/** A container's whole answer. */
export interface ContainerAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
}

/** No answer in time: the container is there and slow. */
export class ContainerTimeout extends Error {}

interface Question {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly host: string;
  readonly port: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly timeoutMs: number;
}

/**
 * Asks a container on loopback.
 * @throws ContainerTimeout, or Node's socket error when nothing listens
 */
export function ask(clock: Clock, { method, path, host, port, headers, body, timeoutMs }: Question): Promise<ContainerAnswer> {
  return new Promise((resolve, reject) => {
    const length = body ? { 'content-length': String(body.byteLength) } : {};
    const sent = request({ host, port, method, path, agent, headers: { ...headers, ...length } }, (response) => {
      const chunks: Uint8Array[] = [];
      response.on('data', (chunk: Uint8Array) => chunks.push(chunk));
      response.on('error', fail);
      response.on('end', () => {
        timer.cancel();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) });
      });
    });
    const timer = clock.after(timeoutMs, () => sent.destroy(new ContainerTimeout(`no answer within ${timeoutMs} ms`)));
    const fail = (error: Error) => {
      timer.cancel();
      reject(error);
    };
    sent.on('error', fail);
    sent.end(body);
  });
}
