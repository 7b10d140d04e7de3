import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { CreateStateMachineCommand } from '@aws-sdk/client-sfn';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { PutParameterCommand } from '@aws-sdk/client-ssm';
import { onTestFinished } from 'vitest';
import { type Account, localAccount } from '../../../cli/account.ts';
import type { CliClock } from '../../../cli/clock.ts';
import { emptyState, type ModelState, type Running } from '../../../lambdas/contract/model-state.ts';
import { sections } from '../../../lambdas/contract/settings.ts';
import { type Runtime, startWorld } from '../../../local/runtime.ts';
import { makeFunction } from '../local/helpers/functions.ts';

/** A local world with what the command line asks an installation for, and a launch topic whose messages can be read. */
export interface InstalledWorld {
  readonly runtime: Runtime;
  readonly account: Account;
  readonly dataDir: string;
  /** Writes the model's state as the functions would have. */
  putState(state: Partial<ModelState>, model?: string): Promise<void>;
  /** What was published to the launch topic. */
  launches(): Record<string, unknown>[];
  parameter(name: string, value: unknown): Promise<void>;
}

export const artifacts = 'artifacts';

export async function installedWorld(model = 'birds', states: Record<string, object> = ended('succeeded')): Promise<InstalledWorld> {
  const dataDir = mkdtempSync(join(tmpdir(), 'trainyard-operator-'));
  const runtime = await startWorld({ dataDir });
  onTestFinished(async () => {
    await runtime.stop();
    rmSync(dataDir, { recursive: true });
  });
  const { world } = runtime;
  const account = localAccount(runtime.endpointUrl, dataDir);
  for (const Bucket of [artifacts, 'data']) await account.s3.send(new CreateBucketCommand({ Bucket }));
  const { TopicArn } = await account.client(SNSClient).send(new CreateTopicCommand({ Name: 'trainyard-launch' }));
  const definition = JSON.stringify({ QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states });
  const roleArn = 'arn:aws:iam::000000000000:role/pipeline';
  await account.sfn.send(new CreateStateMachineCommand({ name: 'trainyard-pipeline', definition, roleArn }));

  const box = join(dataDir, 'launches.jsonl');
  const source = `exports.handler = async ({ Records }) => { for (const { Sns } of Records) require('node:fs').appendFileSync(${JSON.stringify(box)}, Sns.Message + '\\n'); };`;
  const Endpoint = await makeFunction(world, 'trainyard-launch', source);
  const permission = { FunctionName: Endpoint, StatementId: 's', Action: 'lambda:InvokeFunction', Principal: 'sns.amazonaws.com' };
  await world.call('lambda', 'AddPermission', { ...permission, SourceArn: TopicArn });
  await account.client(SNSClient).send(new SubscribeCommand({ TopicArn, Protocol: 'lambda', Endpoint }));
  const Variables = { ARTIFACTS_BUCKET: artifacts, DATA_BUCKET: 'data', LAUNCH_TOPIC_ARN: TopicArn ?? '' };
  for (const name of ['webhook', 'notify', 'prepare'])
    await makeFunction(world, `trainyard-${name}`, 'exports.handler = async () => {};', { Environment: { Variables } });

  const parameter = async (Name: string, value: unknown) =>
    void (await account.ssm.send(new PutParameterCommand({ Name, Value: JSON.stringify(value), Type: 'String', Overwrite: true })));
  await parameter(`/trainyard/${model}/deployed`, {});
  for (const section of Object.keys(sections)) await parameter(`/trainyard/${model}/defaults/${section}`, defaults[section] ?? {});
  return {
    runtime,
    account,
    dataDir,
    putState: async (state, name = model) =>
      void (await account.s3.send(
        new PutObjectCommand({ Bucket: artifacts, Key: `state/${name}.json`, Body: JSON.stringify({ ...emptyState, rev: '1', ...state }) }),
      )),
    launches: () =>
      existsSync(box)
        ? readFileSync(box, 'utf8')
            .split('\n')
            .filter(Boolean)
            .map((line) => JSON.parse(line) as Record<string, unknown>)
        : [],
    parameter,
  };
}

const defaults: Readonly<Record<string, object>> = {
  training: {
    instanceType: 'ml.m5.large',
    instanceCount: 1,
    metrics: [{ name: 'auc', regex: 'auc=(.*)' }],
    hyperparameters: { rate: '0.1' },
  },
  evaluation: { metric: 'auc', threshold: 0.5 },
};

/** A pipeline that ends at once with this outcome. */
export function ended(outcome: string): Record<string, object> {
  const Output = { outcome, model: 'birds', run: 'r1', release: null, endpoint: null, summary: `It is ${outcome}.` };
  return { Done: { Type: 'Pass', Output, End: true } };
}

/** A lock as a run that goes on holds it. */
export const held = (more: Partial<Running> = {}): Running => ({
  token: 7,
  phase: 'running',
  since: '2026-11-21T12:00:00Z',
  execution: { name: 'birds-7-1f2e3d4c', arn: 'arn:aws:states:us-east-1:000000000000:execution:trainyard-pipeline:birds-7-1f2e3d4c' },
  launch: null,
  cancel: null,
  recoveries: 0,
  ...more,
});

export const champion = (release: string): NonNullable<ModelState['champion']> => ({
  release,
  run: 'r1',
  endpoint: 'birds',
  endpointConfig: 'c',
  deploymentKey: 'k',
  at: '2026-11-21T12:00:00Z',
});

/** Every wait takes five milliseconds; `times` as much seems to have passed. */
export function quickClock(times = 1): CliClock {
  let skipped = 0;
  return {
    now: () => Date.now() + skipped,
    wait: async (ms) => {
      skipped += ms > 99 ? ms * times : 0;
      await new Promise((resolve) => setTimeout(resolve, 5));
    },
  };
}

/** Asks every few milliseconds until there is an answer. */
export async function eventually<T>(question: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (let round = 0; round < 1000; round++) {
    const answer = await question();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('No answer within five seconds.');
}
