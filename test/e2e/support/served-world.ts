import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { GetExecutionHistoryCommand, SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import * as v from 'valibot';
import { type ModelState, modelState } from '../../../lambdas/contract/model-state.ts';

const trainyard = resolve('dist/trainyard.mjs');

/** `trainyard local` as a process of its own, which can be killed; what a person sees of it through SDK clients. */
export interface ServedWorld {
  readonly process: ChildProcess;
  readonly sfn: SFNClient;
  readonly sns: SNSClient;
  /** What the command printed. */
  output(): string;
  state(): Promise<ModelState>;
  /** The names of the states that an execution entered. */
  states(executionArn: string): Promise<string[]>;
  invoke(): Promise<unknown>;
  /** Kills the process as a power cut would, or asks it to stop as Ctrl+C does, and waits until it is gone. */
  end(signal: 'SIGKILL' | 'SIGINT'): Promise<void>;
}

/** Starts `trainyard local` on the model `pushed` and waits until it serves. `npm run test:containers` says which runtime. */
export async function servedWorld(model: string, dataDir: string): Promise<ServedWorld> {
  const runtime = process.env.TRAINYARD_TEST_RUNTIME ?? 'process';
  const child = spawn(process.execPath, [trainyard, 'local', model, '--state-dir', dataDir, '--keep', '--runtime', runtime], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (part: string) => (text += part));
  const ended = new Promise<void>((done) => child.once('close', () => done()));
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`trainyard local ended: ${text}`);
    return /git push|Serving|keeps serving/.test(text) || undefined;
  });
  const { port } = JSON.parse(readFileSync(join(dataDir, 'world.json'), 'utf8')) as { port: number };
  const client = {
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  const s3 = new S3Client({ ...client, forcePathStyle: true });
  const FunctionName = 'trainyard-prepare';
  const { Environment } = await new LambdaClient(client).send(new GetFunctionConfigurationCommand({ FunctionName }));
  const Bucket = Environment?.Variables?.ARTIFACTS_BUCKET;
  const sfn = new SFNClient(client);
  return {
    process: child,
    sfn,
    sns: new SNSClient(client),
    output: () => text,
    state: async () => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: 'state/pushed.json' }));
      return v.parse(modelState, JSON.parse((await Body?.transformToString()) ?? ''));
    },
    states: async (executionArn) => {
      const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
      return events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []);
    },
    invoke: async () => {
      const payload = { EndpointName: 'pushed', ContentType: 'application/json', Body: '{"value": 1}' };
      return JSON.parse(Buffer.from((await new SageMakerRuntimeClient(client).send(new InvokeEndpointCommand(payload))).Body).toString());
    },
    end: async (signal) => {
      child.kill(signal);
      await ended;
    },
  };
}

/** The mails of a state folder, oldest first, as plain text: quoted-printable undone, white space folded. */
export function mailsIn(dataDir: string): { subject: string; text: string }[] {
  const folder = join(dataDir, 'mail');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => {
      const text = readable(readFileSync(join(folder, name), 'utf8'));
      return { subject: /^subject: (.*)$/im.exec(text)?.[1] ?? '', text };
    });
}

const readable = (mail: string) =>
  mail
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/[ \t]*\r?\n[ \t]+/g, ' ');

/** Asks again and again, 50 ms apart, until there is an answer: what a person does who waits for a real run. */
export async function until<T>(ask: () => Promise<T | undefined>, seconds = 60): Promise<T> {
  for (let i = 0; i < seconds * 20; i += 1) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`No answer within ${seconds} s.`);
}
