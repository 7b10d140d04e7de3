import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sendAnswer, textAnswer } from '../services/http.ts';
import type { LiveWorld } from './create-world.ts';
import { handle } from './handle.ts';

export interface Listener {
  readonly port: number;
  /** Ends open connections too: their clients are this world's own processes or a person about to see it stop. */
  close(): Promise<void>;
}

/**
 * Listens on the loopback.
 * @throws Error when the port is taken, with what to do
 */
export async function listen(live: LiveWorld, port: number): Promise<Listener> {
  const server = createServer((request, response) => void respond(live, request, response));
  // SageMaker invocations may last a minute, a task's poll longer: no time-out of ours, the client has its own.
  server.requestTimeout = 0;
  // AWS's clients keep connections for reuse; a server that closes an idle one first makes their next call fail (ECONNRESET).
  server.keepAliveTimeout = 120_000;
  await bind(server, port);
  return { port: (server.address() as AddressInfo).port, close: () => close(server) };
}

async function respond(live: LiveWorld, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    if (!isOurHost(request.headers.host)) return await sendAnswer(wrongHost(request.headers.host), request, response);
    await sendAnswer(await handle(live, request), request, response);
  } catch (error) {
    const gone = request.socket.destroyed;
    if (!response.headersSent) response.writeHead(500);
    response.end();
    // A client that left in the middle is no fault; anything else is one of ours, and the world lives on.
    if (!gone) live.world.background(`${request.method} ${request.url}`, Promise.reject(error));
  }
}

/** A web page can point a name of its own at 127.0.0.1 (DNS rebinding): only names that mean this machine are answered. */
function isOurHost(host = ''): boolean {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  return (
    name === '127.0.0.1' ||
    name === '[::1]' ||
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    name === 'host.docker.internal' ||
    name === 'host.containers.internal'
  );
}

const wrongHost = (host = 'none') =>
  textAnswer(
    403,
    'text/plain',
    `This is a local world: expected a Host header such as 127.0.0.1, got ${host}. Use the URL that it printed.\n`,
  );

function bind(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(error.code === 'EADDRINUSE' ? portTaken(port) : error));
    server.listen({ port, host: '127.0.0.1' }, resolve);
  });
}

function portTaken(port: number): Error {
  return new Error(
    `Expected port ${port} of 127.0.0.1 to be free, but another program listens there: stop it, or choose another port (0 takes any free one)`,
  );
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
