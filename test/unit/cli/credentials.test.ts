import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Runtime, startWorld } from '../../../local/runtime.ts';

// The command line as people run it: `npm test` has bundled it.
const trainyard = 'dist/trainyard.mjs';
let folder: string;
let runtime: Runtime;
let trap: Server;
const caught: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trainyard-credentials-'));
  runtime = await startWorld({ dataDir: join(folder, 'world') });
  trap = createServer((request, response) => {
    caught.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    response.writeHead(400).end();
  });
  await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  trap.close();
  await runtime.stop();
  rmSync(folder, { recursive: true });
});

/** An environment in which the SDK's own search would find an account at every turn. */
function temptingEnvironment() {
  const url = `http://127.0.0.1:${(trap.address() as AddressInfo).port}`;
  const config = join(folder, 'config');
  writeFileSync(
    config,
    `[default]\nregion = eu-west-1\nendpoint_url = ${url}\naws_access_key_id = AKIAPROFILE\naws_secret_access_key = secret\n`,
  );
  return {
    PATH: process.env.PATH,
    HOME: folder,
    AWS_ACCESS_KEY_ID: 'AKIAREAL',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_SESSION_TOKEN: 'token',
    AWS_REGION: 'eu-west-1',
    AWS_PROFILE: 'default',
    AWS_CONFIG_FILE: config,
    AWS_SHARED_CREDENTIALS_FILE: config,
    AWS_ENDPOINT_URL: url,
    AWS_ENDPOINT_URL_SSM: url,
    AWS_USE_FIPS_ENDPOINT: 'true',
  };
}

const run = (words: readonly string[], more: Record<string, string> = {}) =>
  promisify(execFile)(process.execPath, [trainyard, ...words], { env: { ...temptingEnvironment(), ...more } }).catch(
    (error) => error as { stdout: string; stderr: string },
  );

describe('AWS credentials of the environment', () => {
  it('are not used by a local command', async () => {
    const { stdout, stderr } = await run(['status', '--state-dir', join(folder, 'world')]);
    expect({ stdout, stderr }).toEqual({ stdout: `No models in the local world (${runtime.endpointUrl}).\n`, stderr: '' });
    expect(caught).toEqual([]);
  });

  it('are used with --aws', async () => {
    // FIPS and an endpoint of one's own exclude each other: the SDK would refuse before it asks anybody.
    await run(['status', '--aws'], { AWS_USE_FIPS_ENDPOINT: 'false' });
    expect(caught.join('\n')).toMatch(/Credential=AKIA(REAL|PROFILE)\//);
  });
});
