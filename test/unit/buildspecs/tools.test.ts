import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sourceManifest } from '../../../buildspecs/tools/source-manifest.ts';
import { percentile } from '../../../buildspecs/tools/verify.ts';
import { formatManifest } from '../../../lambdas/contract/manifest.ts';
import { imageKey } from '../../../lambdas/shared/image-key.ts';
import { systemClock } from '../../../local/clock.ts';
import { reapLeftovers } from '../../../local/containers/leftovers.ts';
import { temporaryFolder, writeFiles } from '../local/containers/helpers.ts';
import { shim } from '../local/containers/shim-helpers.ts';

/** `node build-tools.mjs …` as a buildspec calls it. */
function tools(args: string[], env: Record<string, string>, cwd = '.') {
  return new Promise<{ status: number; stdout: string; stderr: string }>((done) => {
    execFile(
      process.execPath,
      [resolve('dist/build-tools.mjs'), ...args],
      { cwd, env: { PATH: process.env.PATH ?? '', ...env } },
      (error, stdout, stderr) => done({ status: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

describe('the source’s manifest and key in a build', () => {
  const source = writeFiles(temporaryFolder(), {
    Dockerfile: 'FROM scratch',
    'src/run.sh': '#!/bin/sh',
    'src/data/keep.js': '',
    'data/big.csv': '',
    'node_modules/x/index.js': '',
    '.git/HEAD': '',
  });
  symlinkSync('Dockerfile', join(source, 'link'));
  symlinkSync('src', join(source, 'folder-link'));
  symlinkSync('nowhere', join(source, 'broken-link'));

  it('follow the rules of the contract', () => {
    expect(
      formatManifest(sourceManifest(source))
        .trim()
        .split('\n')
        .map((line) => line.slice(65)),
    ).toEqual(['- Dockerfile', '- link', '- src/data/keep.js', 'x src/run.sh']);
  });

  it('give the key that Prepare computes from the packaged manifest', async () => {
    const env = {
      CONTEXT: '.',
      DOCKERFILE: 'Dockerfile',
      PATHS: '["src"]',
      BUILD_ARGUMENTS: '{"A":"1"}',
      PLATFORM: 'linux/amd64',
      BUILDSPEC_HASH: 'h',
      SAMPLES: 'samples',
    };
    const key = imageKey({
      manifest: formatManifest(sourceManifest(source)),
      context: '.',
      dockerfile: 'Dockerfile',
      paths: ['src'],
      arguments: { A: '1' },
      platform: 'linux/amd64',
      buildspecHash: 'h',
      samples: 'samples',
    });
    expect(await tools(['image-key'], env, source)).toEqual({ status: 0, stdout: `${key}\n`, stderr: '' });
    const wrong = await tools(['image-key'], { ...env, DOCKERFILE: 'Nope' }, source);
    expect([wrong.status, wrong.stderr]).toEqual([1, expect.stringMatching(/^the Dockerfile "Nope" is not in the source/)]);
    expect((await tools(['image-key'], { ...env, PATHS: '[' }, source)).stderr).toBe('the environment variable PATHS is not JSON: [\n');
  });
});

describe('words for the shell', () => {
  it('survive every character', async () => {
    const value = `it's "$HOME" \`x\` a\nb`;
    const { stdout } = await tools(['build-arguments'], { BUILD_ARGUMENTS: JSON.stringify({ A: value }), BUILD_SECRETS: '["T"]' });
    const echoed = await new Promise<string>((done) => execFile('bash', ['-c', `printf '%s|' ${stdout}`], (_, out) => done(out)));
    expect(echoed).toBe(`--build-arg|A=${value}|--secret|id=T,env=T|`);
    expect((await tools(['container-environment'], { CONTAINER_ENVIRONMENT: '' })).stdout).toBe('\n');
  });

  it('say what is known of an image of this repository, and nothing of another’s', async () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    const file = join(temporaryFolder(), 'known.json');
    writeFileSync(file, JSON.stringify({ digest, uri: `reg/repo@${digest}`, samples: 's3://b/samples/k/' }));
    expect((await tools(['known', file], { REPOSITORY_URI: 'reg/repo' })).stdout).toBe(
      `IMAGE_DIGEST='${digest}' SAMPLES_URI='s3://b/samples/k/'\n`,
    );
    expect((await tools(['known', file], { REPOSITORY_URI: 'reg/other' })).stdout).toBe("IMAGE_DIGEST='' SAMPLES_URI=''\n");
  });
});

describe('verify', () => {
  const dataDir = temporaryFolder();
  const docker = shim('docker', dataDir);
  const bin = join(dataDir, 'bin');
  const folder = writeFiles(temporaryFolder(), { 'a.json': '{"x":1}', 'b.csv': '1,2', '.hidden': 'no', 'empty.csv': '' });
  let count = 0;

  beforeAll(() => {
    mkdirSync(bin);
    const settings = `TRAINYARD_DATA_DIR='${dataDir}' TRAINYARD_ENDPOINT=http://127.0.0.1:1 TRAINYARD_OWNER=build:test`;
    writeFileSync(join(bin, 'docker'), `#!/bin/sh\n${settings} exec '${process.execPath}' '${resolve('dist/bin/docker.mjs')}' "$@"\n`);
    chmodSync(join(bin, 'docker'), 0o755);
  });
  afterAll(() => reapLeftovers(dataDir, systemClock));

  /** Serves with `answer(request, response, body)` and verifies it. */
  async function verify(answer: string, env: Record<string, string> = {}, samples = folder, address = '0.0.0.0') {
    const main = `import { createServer } from 'node:http';
      console.log('the program says hello');
      const server = createServer(async (request, response) => {
        let body = ''; for await (const chunk of request) body += chunk;
        ${answer}
      });
      server.listen(Number(process.env.SAGEMAKER_BIND_TO_PORT), '${address}');`;
    const context = writeFiles(temporaryFolder(), {
      Dockerfile: 'FROM scratch\nCOPY main.mjs /\nENTRYPOINT ["node", "/main.mjs"]',
      'main.mjs': main,
    });
    const name = `c${++count}`;
    await docker(['build', '-q', '-t', `${name}:1`, context]);
    await docker(['run', '-d', '--name', name, '-p', '127.0.0.1::8080', `${name}:1`, 'serve']);
    try {
      return await tools(['verify', name, samples], { ...env, PATH: `${bin}:${dirname(process.execPath)}:/usr/bin:/bin` });
    } finally {
      await docker(['rm', '-f', name]);
    }
  }

  it('passes a container that answers, with content types by extension, and exports its latencies', async () => {
    const { status, stdout, stderr } = await verify(
      `if (request.url === '/ping') return response.end();
       response.end([request.method, request.url, request.headers['content-type'], request.headers.accept, body].join(' '));`,
    );
    expect(stderr).toMatch(
      /a\.json \(.+\): 200 in [\d.]+ ms: POST \/invocations application\/json \*\/\* {"x":1}\nb\.csv \(.+\): 200 in [\d.]+ ms: POST \/invocations text\/csv \*\/\* 1,2\n/,
    );
    expect(stdout).toMatch(/^VERIFY_SAMPLES=2 VERIFY_STARTUP_SECONDS=\d+\.\d\d VERIFY_P50_MS=\d+\.\d\d VERIFY_P95_MS=\d+\.\d\d\n$/);
    expect(status).toBe(0);
  });

  it.runIf(process.platform === 'linux')('fails a container at once that only itself can reach, in words', async () => {
    const { status, stderr } = await verify('response.end()', { STARTUP_TIMEOUT_SECONDS: '480' }, folder, '127.0.0.1');
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /\nthe container ended with exit code 1 before it answered \/ping; its last line: \[Trainyard\] The server listens on 127\.0\.0\.1:\d+ only, .*: let it listen on 0\.0\.0\.0\.\n$/,
    );
  });

  it('fails a sample that is answered with an error, with the container’s log before the reason', async () => {
    const { status, stderr } = await verify(`response.statusCode = request.url === '/ping' ? 200 : 500; response.end('no such column');`);
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /the program says hello\n---\nthe sample a\.json \(sent as application\/json, accept \*\/\*\) was answered with status 500: no such column\n$/,
    );
  });

  it('sends what its name does not say by the rules stored beside it', async () => {
    const rules = [{ file: '*.jpg', contentType: 'application/x-image', accept: 'text/csv' }];
    const samples = writeFiles(temporaryFolder(), { 'cat.jpg': 'x', 'dog.png': 'x', '.sample-types.json': JSON.stringify(rules) });
    const { stderr } = await verify(
      `response.end(request.url === '/ping' ? '' : request.headers['content-type'] + ';' + request.headers.accept);`,
      {},
      samples,
    );
    expect(stderr).toMatch(/^cat\.jpg .*: application\/x-image;text\/csv\ndog\.png .*: image\/png;\*\/\*$/m);
  });

  it('passes empty and binary answers, and shows them escaped', async () => {
    const { status, stderr } = await verify(
      `response.statusCode = 200; response.end(request.headers['content-type'] === 'text/csv' ? Buffer.from([0x89, 0x50, 0, 27]) : '');`,
    );
    expect(stderr).toMatch(/a\.json .*: \(empty\)\nb\.csv .*: 4 bytes: \\x89P\\x00\\x1b\n/);
    expect(status).toBe(0);
  });

  it('refuses samples and answers that SageMaker would not pass on', async () => {
    const samples = writeFiles(temporaryFolder(), { 'large.csv': '1'.repeat(6_291_457) });
    expect(await verify('response.end();', {}, samples)).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/the sample large\.csv has 6,291,457 bytes, and a real-time endpoint takes/),
    });
    const { stderr } = await verify(`response.end(request.url === '/ping' ? '' : Buffer.alloc(6_291_457));`);
    expect(stderr).toMatch(/the sample a\.json was answered with 6291457 bytes: SageMaker passes on 6291456 at most\n$/);
  });

  it('fails a container that never answers /ping with 200', async () => {
    const { status, stderr } = await verify('response.statusCode = 503; response.end();', { STARTUP_TIMEOUT_SECONDS: '0.5' });
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(
        /\/ping did not answer 200 within 0\.5 s \(deployment\.startupTimeoutSeconds\); the last answer was: status 503\n$/,
      ),
    ]);
  });

  it('fails a container that ends, long before its time is up', async () => {
    const { status, stderr } = await verify('process.exit(3);');
    expect([status, stderr]).toEqual([1, expect.stringMatching(/the container ended with exit code 3/)]);
  });

  it('fails a container that is too slow', async () => {
    const { status, stderr } = await verify(`setTimeout(() => response.end(), request.url === '/ping' ? 0 : 50);`, {
      MAX_LATENCY_MS: '20',
    });
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/too slow: the 95th percentile of 10 requests took [\d.]+ ms, deployment\.maxLatencyMs allows 20 ms/),
    ]);
  });

  it('takes percentiles by nearest rank', () => {
    expect([percentile([], 0.5), percentile([3, 1, 2], 0.5), percentile([1, 2, 3, 4], 0.95)]).toEqual([0, 2, 4]);
  });
});
