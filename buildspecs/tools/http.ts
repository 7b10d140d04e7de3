import { request } from 'node:http';

/** One request with a time limit over all of it. Rejects with a text for people. */
export function ask(
  url: string,
  {
    method = 'GET',
    headers = {},
    body,
    timeoutMs,
  }: { method?: string; headers?: Record<string, string>; body?: Buffer; timeoutMs: number },
): Promise<{ status: number; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const length = body ? { 'content-length': String(body.length) } : {};
    const outgoing = request(url, { method, headers: { ...length, ...headers }, signal: AbortSignal.timeout(timeoutMs) }, (reply) => {
      const chunks: Buffer[] = [];
      reply.on('data', (chunk: Buffer) => chunks.push(chunk));
      reply.once('end', () => resolve({ status: reply.statusCode ?? 0, body: Buffer.concat(chunks) }));
      reply.once('error', fail);
    });
    outgoing.once('error', fail);
    outgoing.end(body);

    function fail(error: NodeJS.ErrnoException): void {
      if (error.name === 'AbortError' || error.name === 'TimeoutError') reject(new Error(`no answer within ${timeoutMs / 1000} s`));
      else if (error.code === 'ECONNREFUSED') reject(new Error('nothing listens on its port'));
      else reject(error);
    }
  });
}
