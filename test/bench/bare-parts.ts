import type { ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { extname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Children, root } from './children.ts';

/** The example, whose parts these are. */
export const example = join(root, 'examples/bird-strikes');

/** The work of a run, done by hand: nothing of the pipeline around it. Milliseconds each. */
export interface BareParts {
  readonly synth: number;
  readonly synthAgain: number;
  readonly trainingImage: number;
  readonly inferenceImage: number;
  readonly train: number;
  readonly verification: number;
  readonly firstPing: number;
}

/** Does each part once, in a fresh folder. What each part is, `explanations` says to people. */
export async function bareParts(children: Children, folder: string): Promise<BareParts> {
  const synth = await synthesize(children, folder);
  const trainingImage = await buildImage(children, folder, 'training');
  const inferenceImage = await buildImage(children, folder, 'inference');
  const base = layOut(folder);
  const env = { SAGEMAKER_BASE_DIR: base };
  const train = (await children.run(process.execPath, ['training/main.mjs', 'train'], { cwd: example, env })).ms;
  const verification = await verify(children, base);
  const { ms: firstPing, server } = await serve(children, base);
  await children.stop(server);
  return { synth, synthAgain: await synthesize(children, folder), trainingImage, inferenceImage, train, verification, firstPing };
}

export const explanations: Readonly<Record<keyof BareParts, string>> = {
  synth: '`node dist/infra.mjs` into an empty folder, with the options that the command gives it',
  synthAgain: 'the same once more into that folder',
  trainingImage: '`docker build` of training.Dockerfile by the process runtime: no login, look-up, push',
  inferenceImage: 'the same of inference.Dockerfile',
  train: '`node training/main.mjs train`, data and hyperparameters already in place',
  verification: '`node inference/main.mjs serve`, /ping until 200, the 18 requests that the verification sends, SIGTERM, exit',
  firstPing: '`node inference/main.mjs serve` until /ping answers 200',
};

async function synthesize(children: Children, folder: string): Promise<number> {
  const options = ['--installation', 'trainyard', '--email', 'you@example.com', '--outdir', join(folder, 'cdk.out')];
  const models = ['--models', join(example, 'trainyard.yml')];
  return (await children.run(process.execPath, [join(root, 'dist/infra.mjs'), ...options, ...models], { cwd: root })).ms;
}

async function buildImage(children: Children, folder: string, role: string): Promise<number> {
  const settings = { TRAINYARD_DATA_DIR: join(folder, 'images'), TRAINYARD_ENDPOINT: 'http://127.0.0.1:9', TRAINYARD_OWNER: 'bench' };
  const args = ['build', '--file', `${role}.Dockerfile`, '--tag', `${role}:bench`, '.'];
  const env = { ...settings, HOME: folder };
  return (await children.run(process.execPath, [join(root, 'dist/bin/docker.mjs'), ...args], { cwd: example, env })).ms;
}

/** What SageMaker lays out below /opt/ml. The pipeline must do it too; here it is done before any clock runs. */
function layOut(folder: string): string {
  const base = join(folder, 'opt-ml');
  mkdirSync(join(base, 'input/config'), { recursive: true });
  cpSync(join(example, 'data'), join(base, 'input/data'), { recursive: true });
  writeFileSync(join(base, 'input/config/hyperparameters.json'), '{"epochs":"30","seed":"1"}');
  return base;
}

/** The requests that buildspecs/tools/verify.ts sends: every sample once, then five rounds for the latencies. */
async function verify(children: Children, base: string): Promise<number> {
  const samples = readdirSync(join(example, 'samples')).map((name) => ({
    type: extname(name) === '.csv' ? 'text/csv' : 'application/json',
    body: readFileSync(join(example, 'samples', name)),
  }));
  const began = performance.now();
  const { server, url } = await serve(children, base);
  for (let round = 0; round <= 5; round++)
    for (const { type, body } of samples) {
      const reply = await fetch(`${url}/invocations`, { method: 'POST', headers: { 'content-type': type }, body });
      if (!reply.ok) throw new Error(`A sample was answered with ${reply.status}: ${await reply.text()}`);
      await reply.arrayBuffer();
    }
  await children.stop(server);
  return performance.now() - began;
}

async function serve(children: Children, base: string): Promise<{ ms: number; server: ChildProcess; url: string }> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const began = performance.now();
  const env = { SAGEMAKER_BASE_DIR: base, SAGEMAKER_BIND_TO_PORT: String(port) };
  const server = children.start(process.execPath, ['inference/main.mjs', 'serve'], { cwd: example, env });
  server.stdout?.resume();
  server.stderr?.resume();
  while (!(await pings(url))) {
    if (server.exitCode !== null) throw new Error(`\`serve\` ended with ${server.exitCode} before it answered /ping`);
    await sleep(5);
  }
  return { ms: performance.now() - began, server, url };
}

const pings = (url: string) =>
  fetch(`${url}/ping`).then(
    async (reply) => {
      await reply.arrayBuffer();
      return reply.ok;
    },
    () => false,
  );

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/** Takes a round's folder away. */
export const remove = (folder: string): void => rmSync(folder, { recursive: true, force: true });
