import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findWorld, startWorld } from '../../../local/runtime.ts';
import { createWorld } from '../../../local/server/create-world.ts';
import { handle } from '../../../local/server/handle.ts';
import { makeRequest } from '../../../local/server/request.ts';
import type { Service } from '../../../local/services/operation.ts';
import { MemoryStore } from '../../../local/store.ts';
import { temporaryFolder, testWorld } from './helpers/world.ts';

describe('startWorld', () => {
  it('says in world.json where it listens, until it stops', async () => {
    const dataDir = temporaryFolder();
    const runtime = await testWorld({ dataDir });
    expect(JSON.parse(readFileSync(join(dataDir, 'world.json'), 'utf8'))).toEqual({ port: runtime.port, pid: process.pid });
    expect(await findWorld(dataDir)).toEqual({ port: runtime.port, pid: process.pid, endpointUrl: runtime.endpointUrl });
    await runtime.stop();
    await runtime.stop();
    expect(existsSync(join(dataDir, 'world.json'))).toBe(false);
    expect(await findWorld(dataDir)).toBeUndefined();
    await expect(fetch(runtime.endpointUrl)).rejects.toThrow();
  });

  it('refuses a second world on the same folder and says how to use the first', async () => {
    const { world, endpointUrl } = await testWorld();
    await expect(startWorld({ dataDir: world.dataDir })).rejects.toThrow(`one runs at ${endpointUrl} (process ${process.pid}): use it`);
  });

  it('takes no notice of the world.json of a dead world, nor of half of one', async () => {
    const dataDir = temporaryFolder();
    for (const text of [`{"port":1,"pid":${process.pid}}`, '{"port":4566,"pid":2147483646}', '{"por']) {
      writeFileSync(join(dataDir, 'world.json'), text);
      expect(await findWorld(dataDir)).toBeUndefined();
    }
    const runtime = await testWorld({ dataDir });
    expect((await findWorld(dataDir))?.port).toBe(runtime.port);
  });

  it('says what to do about a taken port', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const dataDir = temporaryFolder();
    await expect(startWorld({ dataDir, port })).rejects.toThrow(
      `Expected port ${port} of 127.0.0.1 to be free, but another program listens there: stop it, or choose another port (0 takes any free one)`,
    );
    expect(existsSync(join(dataDir, 'world.json'))).toBe(false);
  });

  it('starts services in order and stops them in reverse, also when one fails to start', async () => {
    const seen: string[] = [];
    const service = (name: 's3' | 'sns' | 'ssm', fails = false): Service => ({
      name,
      operations: [],
      start: () => {
        seen.push(`+${name}`);
        if (fails) throw new Error('no disk');
      },
      stop: () => void seen.push(`-${name}`),
    });
    const dataDir = temporaryFolder();
    await expect(startWorld({ dataDir, services: [service('s3'), service('sns', true), service('ssm')] })).rejects.toThrow('no disk');
    expect(seen).toEqual(['+s3', '+sns', '-ssm', '-sns', '-s3']);
    expect(existsSync(join(dataDir, 'world.json'))).toBe(false);
  });

  it('waits for background work and tells its failures', async () => {
    const failures: [string, string][] = [];
    const { world, stop } = await testWorld({ onBackgroundError: (name, error) => void failures.push([name, (error as Error).message]) });
    let finish = () => {};
    const build = new Promise<void>((_, reject) => {
      finish = () => reject(new Error('broke'));
    });
    world.background('a build', build);
    const stopped = stop();
    finish();
    await stopped;
    expect(failures).toEqual([['a build', 'broke']]);
  });

  it('tells of every mail', async () => {
    const { world, onMail } = await testWorld();
    const mails: unknown[] = [];
    onMail((mail) => void mails.push(mail));
    const mail = { file: '/m.eml', to: 'me@example.com', subject: 's', text: 't' };
    world.mailed(mail);
    expect(mails).toEqual([mail]);
  });
});

describe('a world without a listener', () => {
  it('answers the same requests in this process, with its records in memory', async () => {
    let seed = 0;
    const random = () => {
      seed = (seed * 16807 + 7) % 2147483647;
      return seed / 2147483647;
    };
    const live = createWorld({
      dataDir: '/nowhere',
      store: new MemoryStore(),
      random,
      clock: { now: () => 0, after: () => ({ cancel() {} }) },
    });
    live.world.log('g', 's', ['line']);
    const answer = await handle(
      live,
      makeRequest({
        method: 'POST',
        url: '/',
        headers: { 'x-amz-target': 'Logs_20140328.GetLogEvents' },
        body: '{"logGroupName":"g","logStreamName":"s"}',
      }),
      { arn: 'arn:aws:iam::000000000000:root' },
    );
    expect(JSON.parse(String(answer.body))).toMatchObject({ events: [{ timestamp: 0, message: 'line' }] });
    expect(existsSync('/nowhere')).toBe(false);
  });
});
