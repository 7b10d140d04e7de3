import { readdirSync, readFileSync, readlinkSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { digestOf } from '../../../../local/containers/registry-client.ts';
import { containerRuntime } from '../../../../local/containers/runtime.ts';
import { host, runToEnd, temporaryFolder, writeFiles } from './helpers.ts';
import { tinyRegistry } from './tiny-registry.ts';

const name = '000000000000.dkr.ecr.us-east-1.amazonaws.com/trainyard/demo';

describe('an image between two machines', () => {
  const context = writeFiles(temporaryFolder(), {
    Dockerfile: 'FROM scratch\nENV A=1\nWORKDIR /app\nCOPY . .\nRUN mkdir empty\nENTRYPOINT ["./run.sh"]\n',
    'run.sh': '#!/bin/sh\necho "ran $A $*"',
    'deep/file.txt': 'deep',
  });
  symlinkSync('/usr/bin/env', join(context, 'absolute-link'));
  symlinkSync('deep/file.txt', join(context, 'relative-link'));

  async function pushed() {
    const registry = await tinyRegistry();
    const dataDir = temporaryFolder();
    const runtime = containerRuntime({ ...host(dataDir, registry.url), registryAuthorization: async () => 'Basic token' });
    const build = (tags: string[]) =>
      runtime.build({ context, dockerfile: join(context, 'Dockerfile'), tags, arguments: {}, onLine: () => {} });
    await build([`${name}:1`]);
    const { digest } = await runtime.push(`${name}:1`);
    return { registry, runtime, dataDir, digest, build };
  }

  it('is pushed as Docker’s schema 2, with the login, and nothing twice', async () => {
    const { registry, runtime, digest, build } = await pushed();
    const manifest = JSON.parse(registry.manifests.get(`trainyard/demo ${digest}`)?.toString() ?? '');
    expect(manifest).toMatchObject({
      schemaVersion: 2,
      mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
      config: { mediaType: 'application/vnd.docker.container.image.v1+json' },
      layers: [{ mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip' }],
    });
    const config = JSON.parse(registry.blobs.get(manifest.config.digest)?.toString() ?? '');
    expect(config.config).toMatchObject({ WorkingDir: '/app', Entrypoint: ['./run.sh'], Labels: { 'trainyard.runtime': 'process' } });
    expect(registry.requests.every((request) => request.endsWith('Basic token'))).toBe(true);
    await build([`${name}:2`]);
    const before = registry.requests.length;
    expect((await runtime.push(`${name}:2`)).digest).toBe(digest);
    expect(registry.requests.slice(before).filter((request) => request.startsWith('POST'))).toEqual([]);
  });

  it('has the same digest when built elsewhere', async () => {
    expect((await pushed()).digest).toBe((await pushed()).digest);
  });

  it('is pulled by digest, whole, and runs', async () => {
    const { registry, digest } = await pushed();
    const dataDir = temporaryFolder();
    const runtime = containerRuntime(host(dataDir, registry.url));
    const { imageId } = await runtime.pull(`${name}@${digest}`);
    const app = join(dataDir, 'images/process/layers', imageId, 'root/app');
    expect(readdirSync(app).sort()).toEqual(['Dockerfile', 'absolute-link', 'deep', 'empty', 'relative-link', 'run.sh']);
    expect([readlinkSync(join(app, 'absolute-link')), readlinkSync(join(app, 'relative-link'))]).toEqual(['/usr/bin/env', 'deep/file.txt']);
    expect([readFileSync(join(app, 'relative-link'), 'utf8'), statSync(join(app, 'run.sh')).mode & 0o111]).toEqual(['deep', 0o111]);
    expect((await runToEnd(dataDir, `${name}@${digest}`, 'train')).lines).toEqual(['ran 1 train']);
    const before = registry.requests.length;
    await runtime.pull(`${name}@${digest}`);
    expect(registry.requests.length).toBe(before);
  });

  it('is not run when it was not built in process mode, is damaged or is not there', async () => {
    const { registry, digest } = await pushed();
    const pull = (reference: string) => containerRuntime(host(temporaryFolder(), registry.url)).pull(`${name}${reference}`);
    await expect(pull(':none')).rejects.toThrow('pulling trainyard/demo:none: MANIFEST_UNKNOWN: Requested image not found');
    const manifest = JSON.parse(registry.manifests.get(`trainyard/demo ${digest}`)?.toString() ?? '');
    const layer = registry.blobs.get(manifest.layers[0].digest) as Buffer;
    registry.blobs.set(manifest.layers[0].digest, Buffer.concat([layer.subarray(0, -1), Buffer.from([layer.at(-1) ? 0 : 1])]));
    await expect(pull(`@${digest}`)).rejects.toThrow();
    const config = registry.blobs.get(manifest.config.digest)?.toString().replace('"process"', '"docker"') ?? '';
    registry.blobs.set(manifest.config.digest, Buffer.from(config));
    await expect(pull(`@${digest}`)).rejects.toThrow('the configuration of trainyard/demo is damaged');
    registry.blobs.set(digestOf(config), Buffer.from(config));
    const foreign = JSON.stringify({ ...manifest, config: { ...manifest.config, digest: digestOf(config) } });
    registry.manifests.set('trainyard/demo foreign', Buffer.from(foreign));
    await expect(pull(':foreign')).rejects.toThrow('was not built in process mode');
    registry.manifests.set(`trainyard/demo ${digest}`, Buffer.from('{}'));
    await expect(pull(`@${digest}`)).rejects.toThrow('the registry sent a manifest of digest');
  });
});
