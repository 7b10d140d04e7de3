import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { zipSync } from 'fflate';

/** What every client of the emulator is made with. */
export interface Emulator {
  readonly client: { endpoint: string; region: string; credentials: { accessKeyId: string; secretAccessKey: string } };
  stop(): Promise<void>;
}

const bucket = 'cdk-hnb659fds-assets-000000000000-us-east-1';

/** Starts ministack on a free port of the loopback, with its files in a temporary folder. @throws Error with its log when it does not answer */
export async function startMinistack(bin: string): Promise<Emulator> {
  const folder = mkdtempSync(join(tmpdir(), 'trainyard-ministack-'));
  const port = await freePort();
  const env = {
    PATH: `${bin}:${process.env.PATH}`,
    HOME: folder,
    TMPDIR: folder,
    GATEWAY_PORT: String(port),
    BIND_HOST: '127.0.0.1',
    MINISTACK_HOST: '127.0.0.1',
    S3_DATA_DIR: join(folder, 's3'),
    STATE_DIR: join(folder, 'state'),
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
  const child = spawn(join(bin, 'ministack'), [], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (part: string) => (text += part));
  const stop = () => ended(child).then(() => rmSync(folder, { recursive: true, force: true }));
  const endpoint = `http://127.0.0.1:${port}`;
  const isUp = await within(60, async () => (await fetch(endpoint).catch(() => undefined)) !== undefined || undefined);
  if (!isUp) {
    await stop();
    throw new Error(`ministack did not answer on ${endpoint} within 60 s: ${text.slice(-2000)}`);
  }
  return { client: { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } }, stop };
}

/** Asks once a second; undefined when there was no answer in that time. */
export async function within<T>(seconds: number, ask: () => Promise<T | undefined>): Promise<T | undefined> {
  for (let i = 0; i < seconds; i += 1) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  return undefined;
}

/** As `cdk bootstrap` leaves an account, with the assembly's assets in the bucket as its deploy puts them there. */
export async function publishAssets({ client }: Emulator, assembly: string): Promise<void> {
  const s3 = new S3Client({ ...client, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  await new SSMClient(client).send(new PutParameterCommand({ Name: '/cdk-bootstrap/hnb659fds/version', Value: '30', Type: 'String' }));
  for (const list of readdirSync(assembly).filter((file) => file.endsWith('.assets.json'))) {
    const { files } = JSON.parse(readFileSync(join(assembly, list), 'utf8')) as { files: Record<string, FileAsset> };
    for (const { source, destinations } of Object.values(files)) {
      const path = join(assembly, source.path);
      const Body = source.packaging === 'zip' ? zipSync(filesIn(path)) : readFileSync(path);
      for (const { objectKey: Key } of Object.values(destinations)) await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body }));
    }
  }
}

interface FileAsset {
  readonly source: { readonly path: string; readonly packaging: string };
  readonly destinations: Readonly<Record<string, { objectKey: string }>>;
}

function filesIn(folder: string, prefix = ''): Record<string, Uint8Array> {
  return Object.assign(
    {},
    ...readdirSync(folder, { withFileTypes: true }).map((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return filesIn(path, `${prefix}${entry.name}/`);
      const content = readFileSync(path);
      // AWS's Node runtimes take index.cjs; ministack looks for index.js alone.
      const isHandler = prefix + entry.name === 'index.cjs';
      return { [prefix + entry.name]: content, ...(isHandler && { 'index.js': content }) };
    }),
  );
}

interface Template {
  readonly Resources: Record<string, { Type: string }>;
}

/** A stack as it was made: how many resources, and the types that were left out since the emulator knows none such. */
export interface Made {
  readonly stack: string;
  readonly resources: number;
  readonly leftOut: readonly string[];
}

/**
 * Creates a stack from its template's text. Types that the emulator says it does not know are left out, and what refers to them gets a text.
 * @throws Error naming every resource that failed
 */
export async function createStack(emulator: Emulator, stack: string, text: string): Promise<Made> {
  const cloudformation = new CloudFormationClient(emulator.client);
  try {
    return { stack, resources: await make(emulator, cloudformation, stack, text), leftOut: [] };
  } catch (error) {
    const [, types] = /Unrecognized resource types: \[(.*)\]/.exec(String(error)) ?? [];
    if (!types) throw error;
    const leftOut = types.split(', ');
    return { stack, resources: await make(emulator, cloudformation, stack, without(leftOut, text)), leftOut };
  }
}

async function make(emulator: Emulator, cloudformation: CloudFormationClient, StackName: string, text: string): Promise<number> {
  const Key = `${StackName}.template.json`;
  await new S3Client({ ...emulator.client, forcePathStyle: true }).send(new PutObjectCommand({ Bucket: bucket, Key, Body: text }));
  const TemplateURL = `${emulator.client.endpoint}/${bucket}/${Key}`;
  const Capabilities = ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'] as const;
  await cloudformation.send(new CreateStackCommand({ StackName, TemplateURL, Capabilities: [...Capabilities], DisableRollback: true }));
  const status = await within(90, async () => {
    const { Stacks } = await cloudformation.send(new DescribeStacksCommand({ StackName }));
    const now = Stacks?.[0]?.StackStatus ?? '';
    return now.endsWith('IN_PROGRESS') ? undefined : now;
  });
  const events = new Map<string, string>();
  for (let NextToken: string | undefined, isFirst = true; isFirst || NextToken; isFirst = false) {
    const page = await cloudformation.send(new DescribeStackEventsCommand({ StackName, NextToken }));
    // Newest first.
    for (const { LogicalResourceId = '', ResourceStatus = '', ResourceStatusReason = '' } of page.StackEvents ?? [])
      if (!events.has(LogicalResourceId)) events.set(LogicalResourceId, `${ResourceStatus} ${ResourceStatusReason}`.trim());
    NextToken = page.NextToken;
  }
  const ids = Object.keys((JSON.parse(text) as Template).Resources);
  const failed = ids.filter((id) => events.get(id) !== 'CREATE_COMPLETE').map((id) => `${id}: ${events.get(id) ?? 'no event'}`);
  if (status === 'CREATE_COMPLETE' && failed.length === 0) return ids.length;
  throw new Error(`${StackName} is ${status}; ${failed.join('; ')}`);
}

function without(types: readonly string[], text: string): string {
  const template = JSON.parse(text) as Template;
  const gone = new Set(Object.keys(template.Resources).filter((id) => types.includes(template.Resources[id]?.Type ?? '')));
  for (const id of gone) delete template.Resources[id];
  const rewrite = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.filter((item) => !gone.has(item as string)).map(rewrite);
    if (value === null || typeof value !== 'object') return value;
    const { Ref, 'Fn::GetAtt': attribute } = value as { Ref?: string; 'Fn::GetAtt'?: string[] };
    if (gone.has(Ref ?? '') || gone.has(attribute?.[0] ?? '')) return 'left-out';
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, rewrite(member)]));
  };
  return JSON.stringify(rewrite(template));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return Promise.resolve();
  const gone = new Promise<void>((resolve) => void child.once('close', () => resolve()));
  child.kill('SIGTERM');
  return gone;
}
