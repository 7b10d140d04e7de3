import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ContainerRuntime, containerRuntime, type RunRequest } from '../../local/containers/runtime.ts';
import { type Runtime, startWorld, type World } from '../../local/runtime.ts';
import { until } from '../e2e/support/served-world.ts';
import { setRole } from '../unit/local/services/sagemaker/fixture.ts';
import { dockerOnPodman, freePort, hasDocker } from './support/docker-on-podman.ts';

/** Does what its first word says. */
const program = `
import { createServer } from 'node:http';
import { readFileSync, writeFileSync } from 'node:fs';
const jobs = {
  train() {
    process.on('SIGTERM', () => process.exit(7));
    console.log('input ' + readFileSync('/opt/ml/input/text', 'utf8'));
    console.error('color ' + process.env.COLOR);
    writeFileSync('/opt/ml/model/text', 'trained');
    process.exitCode = Number(process.env.CODE ?? 0);
  },
  serve() {
    if (process.env.DEAF) process.on('SIGTERM', () => {});
    else process.on('SIGTERM', () => process.exit(7));
    createServer((request, response) => response.end(request.url)).listen(8080, () => console.log('listens'));
  },
  eat() {
    const meals = [];
    for (;;) meals.push(Buffer.alloc(8 * 1024 * 1024, 1));
  },
  async ask() {
    console.log(await fetch(process.env.AWS_ENDPOINT_URL + '/v2/').then(({ status }) => status, () => 'no network'));
  },
};
await jobs[process.argv[2]]();
`;

describe.each([
  { name: 'podman' as const, isThere: true },
  { name: 'docker' as const, isThere: hasDocker },
])('$name', ({ name, isThere }) => {
  if (!isThere) return void it.skip('is not installed here', () => {});
  let folder: string;
  let runtime: Runtime;
  let world: World;
  let containers: ContainerRuntime;
  let endService: (() => void) | undefined;
  const repository = '000000000000.dkr.ecr.us-east-1.amazonaws.com/demo';
  let image: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), `trainyard-${name}-`));
    const port = await freePort();
    if (name === 'docker') endService = await dockerOnPodman(folder, port);
    runtime = await startWorld({ dataDir: join(folder, 'state'), runtime: name, port });
    world = runtime.world;
    containers = containerRuntime(world);
    await world.call('ecr', 'CreateRepository', { repositoryName: 'demo', imageTagMutability: 'IMMUTABLE' });
    await build('one', program);
    const { digest } = await containers.push(`${repository}:one`);
    image = `${repository}@${digest}`;
  });

  afterAll(async () => {
    await runtime?.stop();
    expect(execFileSync(name, ['ps', '--all', '--quiet', '--filter', `label=trainyard.world=${join(folder, 'state')}`]).toString()).toBe(
      '',
    );
    endService?.();
    rmSync(folder, { recursive: true, force: true });
  });

  async function build(tag: string, text: string, labels: Record<string, string> = {}): Promise<void> {
    const context = mkdtempSync(join(folder, 'context-'));
    writeFileSync(join(context, 'main.mjs'), text);
    const dockerfile = 'FROM public.ecr.aws/docker/library/node:22-slim\nCOPY main.mjs /\nENTRYPOINT ["node", "/main.mjs"]\n';
    writeFileSync(join(context, 'Dockerfile'), dockerfile);
    const tags = [`${repository}:${tag}`];
    await containers.build({ context, dockerfile: join(context, 'Dockerfile'), tags, arguments: {}, labels, onLine: () => {} });
  }

  async function start(command: RunRequest['command'], more: Partial<RunRequest> = {}) {
    const baseDir = mkdtempSync(join(folder, 'opt-ml-'));
    for (const name of ['input', 'model']) mkdirSync(join(baseDir, name));
    writeFileSync(join(baseDir, 'input/text'), 'rows');
    const lines: string[] = [];
    const env = { COLOR: 'red', AWS_ENDPOINT_URL: world.endpointUrl, ...more.env };
    const container = await containers.run({ image, command, baseDir, onLine: (line) => lines.push(line), ...more, env });
    return { container, lines, baseDir };
  }
  const page = async (port: number | undefined) => (await fetch(`http://127.0.0.1:${port}/ping`).catch(() => undefined))?.text();

  it('pushes Docker schema 2, and the registry refuses another image under the same tag', async () => {
    const { images } = await world.call<{ images: { imageManifestMediaType: string }[] }>('ecr', 'BatchGetImage', {
      repositoryName: 'demo',
      imageIds: [{ imageTag: 'one' }],
    });
    expect(images[0]?.imageManifestMediaType).toBe('application/vnd.docker.distribution.manifest.v2+json');
    await build('one', `${program}// changed\n`);
    await expect(containers.push(`${repository}:one`)).rejects.toThrow(/tag invalid: .*immutable/);
  });

  it('trains with /opt/ml mounted, its output line by line, its exit code told', async () => {
    const { container, lines, baseDir } = await start('train', { env: { CODE: '3' } });
    expect(await container.exited).toEqual({ code: 3, signal: null });
    expect(lines).toEqual(expect.arrayContaining(['input rows', 'color red']));
    expect(readFileSync(join(baseDir, 'model/text'), 'utf8')).toBe('trained');
  });

  it('leaves what the image has below /opt/ml beside the folders of a training, and knows its host by name', async () => {
    const context = mkdtempSync(join(folder, 'code-'));
    const text = "import { lookup } from 'node:dns/promises'; import { readdirSync } from 'node:fs';";
    writeFileSync(join(context, 'main.mjs'), `${text} console.log(readdirSync('/opt/ml').join(), (await lookup('algo-1')).address);`);
    const from = 'FROM public.ecr.aws/docker/library/node:22-slim';
    writeFileSync(join(context, 'Dockerfile'), `${from}\nCOPY main.mjs /opt/ml/code/\nENTRYPOINT ["node", "/opt/ml/code/main.mjs"]\n`);
    const tags = [`${repository}:code`];
    await containers.build({ context, dockerfile: join(context, 'Dockerfile'), tags, arguments: {}, onLine: () => {} });
    await containers.push(`${repository}:code`);
    const { container, lines } = await start('train', { image: `${repository}:code`, isolated: true });
    expect(await container.exited).toEqual({ code: 0, signal: null });
    expect(lines).toEqual(['code,input,model 127.0.0.1']);
  });

  it('ends a container that takes more memory than it may with 137', async () => {
    const { container } = await start(['eat'], { memoryBytes: 128 * 1024 * 1024 });
    expect(await container.exited).toEqual({ code: 137, signal: null });
  });

  it('lets a training reach the endpoint of the world, and cuts off an isolated one', async () => {
    const [open, isolated] = await Promise.all([start(['ask']), start(['ask'], { isolated: true })]);
    await Promise.all([open.container.exited, isolated.container.exited]);
    expect([open.lines, isolated.lines]).toEqual([['401'], ['no network']]);
  });

  it('serves two containers on ports of their own; SIGTERM ends one, a deaf one is killed after the grace', async () => {
    const [good, deaf] = await Promise.all([start('serve', { port: true }), start('serve', { port: true, env: { DEAF: 'yes' } })]);
    expect(good.container.port).not.toBe(deaf.container.port);
    await until(async () => ((await page(good.container.port)) === '/ping' && (await page(deaf.container.port)) === '/ping') || undefined);
    expect(await good.container.stop(30)).toEqual({ code: 7, signal: null });
    expect(await deaf.container.stop(1)).toEqual({ code: 137, signal: null });
    expect(await page(good.container.port)).toBeUndefined();
  });

  it('says what is wrong with a program that is not in the image, and with an image that is not there', async () => {
    const { container, lines } = await start('train', { entrypoint: ['no-such-program'] });
    expect((await container.exited).code).toBeGreaterThan(0);
    // Of podman's socket Docker's client only hears that it cannot be attached to.
    expect(lines.join('\n')).toMatch(name === 'podman' ? /no-such-program/ : /no-such-program|received 409/);
    await expect(start('train', { image: `${repository}:none` })).rejects.toThrow(/manifest unknown|not found/i);
  });

  it.runIf(name === 'podman')('makes an image with an OCI manifest when it is told to, which CreateModel refuses as AWS does', async () => {
    const context = mkdtempSync(join(folder, 'oci-'));
    writeFileSync(join(context, 'Dockerfile'), 'FROM public.ecr.aws/docker/library/node:22-slim\nENTRYPOINT ["node"]\n');
    const local = `${new URL(world.endpointUrl).host}/demo:oci`;
    execFileSync('podman', ['build', '--quiet', '--format', 'oci', '--tag', local, context]);
    await containers.push(`${repository}:oci`).catch(() => undefined);
    setRole(world, ['ecr:*', 's3:*']);
    const input = {
      ModelName: 'oci',
      ExecutionRoleArn: 'arn:aws:iam::000000000000:role/model',
      PrimaryContainer: { Image: `${repository}:oci` },
    };
    await expect(world.call('sagemaker', 'CreateModel', input)).rejects.toThrow(
      `Unsupported manifest media type application/vnd.oci.image.manifest.v1+json for image ${repository}:oci. Ensure that valid manifest media type is used for specified image.`,
    );
  });
});
