import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createWorld, type LiveWorld, type WorldOptions } from '../../../../local/server/create-world.ts';
import { type HttpAnswer, sendAnswer } from '../../../../local/services/http.ts';
import type { Service } from '../../../../local/services/operation.ts';
import { MemoryStore } from '../../../../local/store.ts';
import type { Caller, ServiceEvent, World } from '../../../../local/world.ts';

/** What the SDK clients of these tests take, besides an endpoint. */
export const account = { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };

export interface DataWorld {
  readonly live: LiveWorld;
  readonly world: World;
  readonly dir: string;
  /** What was put on the bus. */
  readonly events: ServiceEvent[];
  readonly url: string;
  close(): Promise<void>;
}

export type Door = (request: IncomingMessage, world: World, caller: Caller, requestId: string) => Promise<HttpAnswer>;

/** A world with a few services in a folder of its own, and one of its HTTP doors on a port. */
export async function dataWorld(services: Service[], door: Door, options: Partial<WorldOptions> = {}): Promise<DataWorld> {
  const dir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'trainyard-data-'));
  const live = createWorld({ dataDir: dir, store: new MemoryStore(), services, ...options });
  const { world } = live;
  const events: ServiceEvent[] = [];
  Object.assign(world, { emit: (event: ServiceEvent) => void events.push(event) });
  let requests = 0;
  const server = createServer(async (request, response) => {
    const key = /Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1] ?? 'local';
    const caller = live.callerOf(key);
    if (!caller) return void response.writeHead(403).end();
    await sendAnswer(await door(request, world, caller, `request-${++requests}`), request, response);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  live.listensAt(url);
  await live.start();
  return {
    live,
    world,
    dir,
    events,
    url,
    close: async () => {
      await live.stop();
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
      if (!options.dataDir) rmSync(dir, { recursive: true, force: true });
    },
  };
}
