import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { DescribeExecutionCommand, type DescribeExecutionCommandOutput, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { deployAssembly } from '../../../local/cloudformation/index.ts';
import { type Runtime, startWorld } from '../../../local/runtime.ts';
import type { Service } from '../../../local/services/operation.ts';
import type { World } from '../../../local/world.ts';

const root = join(import.meta.dirname, '../../..');
const toy = join(root, 'test/fixtures/models/toy');

/** A local world with the toy model deployed, and the SDK clients a user would hold. */
export interface ToyWorld {
  readonly dataDir: string;
  readonly runtime: Runtime;
  /** What went wrong in the background: deliveries, asynchronous invokes. */
  readonly faults: readonly string[];
  readonly sfn: SFNClient;
  readonly sns: SNSClient;
  readonly sagemaker: SageMakerClient;
  readonly s3: S3Client;
  readonly logs: CloudWatchLogsClient;
  /** Starts a run and waits until it has ended. */
  run(input: object): Promise<DescribeExecutionCommandOutput>;
  start(input: object): Promise<string>;
  ended(executionArn: string): Promise<DescribeExecutionCommandOutput>;
  /** The answer of the endpoint to the toy's sample. */
  invoke(): Promise<unknown>;
  /** Texts of all mails so far, oldest first. */
  mails(): string[];
  /** Waits for a mail whose subject matches. */
  mail(subject: RegExp): Promise<string>;
  /** The same among the mails after the first `count`. */
  mailAfter(count: number, subject: RegExp): Promise<string>;
  until: typeof until;
  close(): Promise<void>;
}

/** Synthesizes the stacks as the CLI does, deploys them into a new world on a temporary folder, and uploads the toy's data. `others`: model folders besides; `more`: other arguments of the synthesis; `prepare`: makes what the account has before the first deploy; `services`: in place of the world's own. */
export async function toyWorld(
  dataDir = mkdtempSync(join(tmpdir(), 'trainyard-e2e-')),
  others: readonly string[] = [],
  more: readonly string[] = [],
  prepare: (world: World) => Promise<void> = async () => {},
  services?: readonly Service[],
): Promise<ToyWorld> {
  const assembly = join(dataDir, 'cdk.out');
  await promisify(execFile)(process.execPath, [
    join(root, 'dist/infra.mjs'),
    '--outdir',
    assembly,
    '--models',
    [toy, ...others].join(','),
    '--email',
    'you@example.com',
    ...more,
  ]);
  const faults: string[] = [];
  const runtime = await startWorld({
    dataDir,
    onBackgroundError: (name, error) => void faults.push(`${name}: ${error}`),
    ...(services && { services }),
  });
  await prepare(runtime.world);
  await deployAssembly(runtime.world, assembly);
  const client = { endpoint: runtime.endpointUrl, region: runtime.world.region, credentials: runtime.credentials };
  const sfn = new SFNClient(client);
  const s3 = new S3Client({ ...client, forcePathStyle: true });
  const stacks = runtime.world;
  const { Configuration } = await stacks.call<{ Configuration: { Environment: { Variables: Record<string, string> } } }>(
    'lambda',
    'GetFunction',
    {
      FunctionName: 'trainyard-prepare',
    },
  );
  for (const channel of ['training', 'evaluation']) {
    const body = readFileSync(join(toy, 'data', channel, 'rows.csv'));
    await s3.send(
      new PutObjectCommand({ Bucket: Configuration.Environment.Variables.DATA_BUCKET, Key: `toy/${channel}/rows.csv`, Body: body }),
    );
  }
  const stateMachineArn = `arn:aws:states:${stacks.region}:${stacks.account}:stateMachine:trainyard-pipeline`;
  const mailDir = join(dataDir, 'mail');
  const mails = () => {
    try {
      return readdirSync(mailDir)
        .sort()
        .map((name) => readable(readFileSync(join(mailDir, name), 'utf8')));
    } catch {
      return []; // no mail yet
    }
  };
  const mailAfter = (count: number, subject: RegExp) =>
    until(async () =>
      mails()
        .slice(count)
        .find((mail) => subject.test(subjectOf(mail))),
    );
  const start = async (input: object) => {
    const { executionArn = '' } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }));
    return executionArn;
  };
  const ended = (executionArn: string) =>
    until(async () => {
      const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      return execution.status === 'RUNNING' ? undefined : execution;
    });
  return {
    dataDir,
    runtime,
    faults,
    sfn,
    sns: new SNSClient(client),
    s3,
    sagemaker: new SageMakerClient(client),
    logs: new CloudWatchLogsClient(client),
    start,
    ended,
    run: async (input) => ended(await start(input)),
    invoke: async () => {
      const answer = await new SageMakerRuntimeClient(client).send(
        new InvokeEndpointCommand({ EndpointName: 'toy', ContentType: 'application/json', Body: '{"value": 1}' }),
      );
      return JSON.parse(Buffer.from(answer.Body).toString());
    },
    mails,
    mail: (subject) => mailAfter(0, subject),
    mailAfter,
    until,
    close: async () => {
      await runtime.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Quoted-printable undone and white space folded, so that a text is found however the mail wrapped it. */
const readable = (mail: string) =>
  mail
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/[ \t]*\r?\n[ \t]+/g, ' ');

const subjectOf = (mail: string) => /^subject: (.*(?:\r?\n[ \t].*)*)/im.exec(mail)?.[1]?.replace(/\r?\n\s+/g, ' ') ?? '';

/** Asks again and again, 50 ms apart, until there is an answer: what a person does who waits for a real run. */
async function until<T>(ask: () => Promise<T | undefined>, seconds = 60): Promise<T> {
  for (let i = 0; i < seconds * 20; i += 1) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`No answer within ${seconds} s.`);
}
