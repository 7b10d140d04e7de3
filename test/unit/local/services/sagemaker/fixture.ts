import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { containerRuntime } from '../../../../../local/containers/runtime.ts';
import { roleTable } from '../../../../../local/iam/roles.ts';
import type { Runtime, RuntimeOptions } from '../../../../../local/runtime.ts';
import { AwsError } from '../../../../../local/services/errors.ts';
import { any } from '../../../../../local/services/input.ts';
import { logs } from '../../../../../local/services/logs/index.ts';
import { operation, type Service } from '../../../../../local/services/operation.ts';
import { s3 } from '../../../../../local/services/s3/index.ts';
import { sagemaker } from '../../../../../local/services/sagemaker/index.ts';
import { sagemakerRuntime } from '../../../../../local/services/sagemaker-runtime/index.ts';
import type { ServiceEvent, World } from '../../../../../local/world.ts';
import { clientOptions, temporaryFolder, testWorld } from '../../helpers/world.ts';

const registry = '000000000000.dkr.ecr.us-east-1.amazonaws.com';

/** What the registry of these tests has: repository → digest and media type. The images themselves are built for real. */
const docker = 'application/vnd.docker.distribution.manifest.v2+json';

export const digests = { demo: `sha256:${'d'.repeat(64)}`, other: `sha256:${'e'.repeat(64)}`, oci: `sha256:${'0'.repeat(64)}` } as const;

export const imageOf = (name: keyof typeof digests): string => `${registry}/${name}@${digests[name]}`;

export const roleArn = 'arn:aws:iam::000000000000:role/model';

export interface SageMakerWorld {
  readonly runtime: Runtime;
  readonly world: World;
  readonly client: SageMakerClient;
  readonly runtimeClient: SageMakerRuntimeClient;
  readonly events: ServiceEvent[];
  put(key: string, body: string | Uint8Array): Promise<void>;
  read(key: string): Promise<Buffer>;
  logged(group: string): Promise<string[]>;
}

/** A world with SageMaker, S3 and logs, a role that may do what it must, the bucket `data` and two images of the program below. */
export async function sagemakerWorld(options: Partial<RuntimeOptions> = {}): Promise<SageMakerWorld> {
  const dataDir = options.dataDir ?? temporaryFolder();
  const runtime = await testWorld({ services: [logs, s3, ecr, sagemaker, sagemakerRuntime], ...options, dataDir });
  const { world } = runtime;
  const events: ServiceEvent[] = [];
  Object.assign(world, { emit: (event: ServiceEvent) => void events.push(event) });
  if (!roleTable(world).get('model')) {
    setRole(world, ['s3:*', 'ecr:*', 'logs:*']);
    await world.call('s3', 'CreateBucket', { Bucket: 'data' });
    await buildImages(world, dataDir);
  }
  return {
    runtime,
    world,
    client: new SageMakerClient(clientOptions(runtime)),
    runtimeClient: new SageMakerRuntimeClient(clientOptions(runtime)),
    events,
    put: async (key, body) => void (await world.call('s3', 'PutObject', { Bucket: 'data', Key: key, Body: Buffer.from(body) })),
    read: async (key) => {
      const { Body } = await world.call<{ Body: Readable }>('s3', 'GetObject', { Bucket: 'data', Key: key });
      return buffer(Body);
    },
    logged: async (logGroupName) => {
      const { events: found } = await world.call<{ events: { message: string }[] }>('logs', 'FilterLogEvents', { logGroupName });
      return found.map(({ message }) => message);
    },
  };
}

/** Gives the role of the tests exactly these actions, on everything. */
export function setRole(world: World, actions: readonly string[], principal = 'sagemaker.amazonaws.com'): void {
  roleTable(world).set('model', {
    RoleName: 'model',
    RoleId: 'AROA0000000000000000',
    Arn: roleArn,
    Path: '/',
    CreateDate: new Date(0),
    MaxSessionDuration: 3600,
    Tags: [],
    attached: [],
    AssumeRolePolicyDocument: JSON.stringify({
      Statement: [{ Effect: 'Allow', Principal: { Service: principal }, Action: 'sts:AssumeRole' }],
    }),
    policies: { all: JSON.stringify({ Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] }) },
  });
}

const ecr: Service = {
  name: 'ecr',
  operations: [
    operation({
      name: 'BatchGetImage',
      input: { repositoryName: any(), imageIds: any() },
      run: ({ repositoryName }) => {
        const digest = (digests as Record<string, string>)[repositoryName];
        if (!digest) throw new AwsError('RepositoryNotFoundException', `The repository with name '${repositoryName}' does not exist`);
        const imageManifestMediaType = repositoryName === 'oci' ? 'application/vnd.oci.image.manifest.v1+json' : docker;
        return { images: [{ imageId: { imageDigest: digest }, imageManifestMediaType }], failures: [] };
      },
    }),
  ],
};

/** One build, two names: an update has another digest to show. */
async function buildImages(world: World, dataDir: string): Promise<void> {
  const context = mkdtempSync(join(dataDir, 'context-'));
  writeFileSync(join(context, 'main.mjs'), program);
  writeFileSync(
    join(context, 'Dockerfile'),
    'FROM public.ecr.aws/docker/library/node:22-slim\nWORKDIR /opt/program\nCOPY main.mjs ./\nENTRYPOINT ["node", "main.mjs"]\n',
  );
  await containerRuntime(world).build({
    context,
    dockerfile: join(context, 'Dockerfile'),
    tags: [imageOf('demo'), imageOf('other'), imageOf('oci')],
    arguments: {},
    onLine: () => {},
  });
}

/** A container that does what its hyperparameters (train) or its MODE (serve) say. */
const program = `
import { createServer } from 'node:http';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
const base = process.env.SAGEMAKER_BASE_DIR;
const read = (path) => JSON.parse(readFileSync(base + path, 'utf8'));
const train = {
  good() {
    console.log('epoch=1; auc=0.5;');
    console.error('epoch=2; auc=0.7901; loss=nan;');
    const data = base + '/input/data';
    const files = readdirSync(data).flatMap((channel) => readdirSync(data + '/' + channel, { recursive: true }).map((file) => channel + '/' + file)).sort();
    writeFileSync(base + '/model/model.json', JSON.stringify({ files, config: read('/input/config/inputdataconfig.json'), resource: read('/input/config/resourceconfig.json'), job: process.env.TRAINING_JOB_NAME, color: process.env.COLOR, keys: Boolean(process.env.AWS_ACCESS_KEY_ID) }));
    writeFileSync(base + '/output/data/report.txt', 'fine');
  },
  bad() {
    writeFileSync(base + '/output/failure', 'the column "Wildlife Size" is missing');
    process.exitCode = 3;
  },
  silent() { process.exit(1); },
  killed() { process.kill(process.pid, 'SIGKILL'); },
  slow() {
    const timer = setInterval(() => {}, 1000);
    process.on('SIGTERM', () => { writeFileSync(base + '/model/model.json', '"half"'); clearInterval(timer); });
    console.log('at work');
  },
};
const mode = process.env.MODE ?? 'good';
if (process.argv[2] === 'train') train[read('/input/config/hyperparameters.json').mode]();
else if (process.argv[2] === 'serve') {
  if (mode === 'crash') { console.log('no model here'); process.exit(7); }
  createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    if (request.url === '/ping') return response.writeHead(mode === 'sick' ? 500 : 200).end();
    if (body === 'die') process.exit(9);
    if (body === 'fail') return response.writeHead(500).end('it broke');
    if (body === 'refuse') return response.writeHead(415).end('not that');
    if (body === 'wait') await new Promise((resolve) => setTimeout(resolve, 500));
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ body, type: request.headers['content-type'], accept: request.headers.accept, color: process.env.COLOR, pid: process.pid, model: existsSync(base + '/model/model.json') && readFileSync(base + '/model/model.json', 'utf8') }));
  }).listen(process.env.SAGEMAKER_BIND_TO_PORT, '0.0.0.0', () => console.log('listening'));
  process.on('SIGTERM', () => process.exit(0));
} else process.exit(64);
`;
