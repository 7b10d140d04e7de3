import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { GetExecutionHistoryCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import type { ModelState } from '../../lambdas/contract/model-state.ts';
import { mailKinds } from '../../lambdas/contract/settings.ts';
import type { World } from '../../local/world.ts';
import { type ToyWorld, toyWorld } from '../../test/e2e/support/toy-world.ts';

const fixtures = join(import.meta.dirname, '../../test/fixtures/models');

/** A world with the models `toy` (a folder) and `pushed` (a repository, with path filter and data trigger), and what scenarios do to it. */
export interface Stage extends ToyWorld {
  readonly world: World;
  /** Commits these JSON files in the model's checkout. */
  commit(message: string, files: Readonly<Record<string, object>>): Promise<void>;
  /** The same, and pushes them to the model's repository. */
  push(message: string, files: Readonly<Record<string, object>>): Promise<void>;
  /** The newest commits without a push: nobody is told. */
  deliverSilently(): Promise<void>;
  /** Runs git in a folder: the checkout, or the bare repository where a push ends. */
  git(where: 'checkout' | 'remote', ...words: readonly string[]): Promise<string>;
  /** Publishes to the launch topic, as a person does. */
  publish(message: object): Promise<void>;
  /** Calls a function as its schedule or a person does. @throws Error with the function's own words when it failed */
  call(name: string, event: object): Promise<unknown>;
  state(model: string): Promise<ModelState>;
  setState(model: string, change: (state: ModelState) => ModelState): Promise<void>;
  /** Waits until nothing of the model runs, waits or is unsent. */
  quiet(model: string): Promise<ModelState>;
  /** Starts a run, stops it once it has entered all these states, and waits until it is cleaned up. `before`: what happens in between. */
  stopIn(states: readonly string[], input: { model: string }, before?: () => Promise<void>): Promise<void>;
  entered(executionArn: string, states: readonly string[]): Promise<void>;
  /** Calls `check` once more for every job, as a retry does whose first call took long: by now each has ended. */
  deliverChecksAgain(): Promise<void>;
  /** Stops an execution as a person does, and waits until it has ended. */
  stop(executionArn: string): Promise<void>;
}

/** Builds the stage; `close` ends and removes it. */
export async function stage(): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'trainyard-iam-'));
  const places = { checkout: join(folder, 'pushed'), remote: join(folder, 'state/codecommit/trainyard-pushed.git') };
  cpSync(join(fixtures, 'pushed'), places.checkout, { recursive: true });
  const settings = join(places.checkout, 'trainyard.yml');
  const paths = '[Dockerfile, inference.Dockerfile, train.mjs, serve.mjs, training.json, serving.json]';
  const text = readFileSync(settings, 'utf8').replace('type: codecommit', `type: codecommit, paths: ${paths}`);
  writeFileSync(settings, `${text}triggers: { data: true }\nnotifications: { mails: [${mailKinds.join(', ')}] }\n`);
  const toy = await toyWorld(join(folder, 'state'), [places.checkout]);
  // Not in this process's turn: the hook of a push asks the world, which lives here.
  const git = async (where: keyof typeof places, ...words: readonly string[]) => {
    const identity = ['-c', 'user.name=Jane Doe', '-c', 'user.email=jane@example.com', '-c', 'commit.gpgsign=false'];
    const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
    return (await promisify(execFile)('git', [...identity, ...words], { cwd: places[where], env })).stdout.trim();
  };
  await git('checkout', 'init', '-q', '-b', 'main');
  const commit = async (message: string, files: Readonly<Record<string, object>>) => {
    for (const [name, value] of Object.entries(files)) writeFileSync(join(places.checkout, name), JSON.stringify(value));
    await git('checkout', 'add', '-A');
    await git('checkout', 'commit', '-q', '--allow-empty', '-m', message);
  };
  const { world } = toy.runtime;
  const { Configuration } = await world.call<{ Configuration: { Environment: { Variables: Record<string, string> } } }>(
    'lambda',
    'GetFunction',
    { FunctionName: 'trainyard-launch' },
  );
  const { ARTIFACTS_BUCKET: artifacts = '', DATA_BUCKET: data = '' } = Configuration.Environment.Variables;
  for (const channel of ['training', 'evaluation']) {
    const Body = readFileSync(join(fixtures, 'pushed/data', channel, 'rows.csv'));
    await toy.s3.send(new PutObjectCommand({ Bucket: data, Key: `pushed/${channel}/rows.csv`, Body }));
  }

  const state = async (model: string): Promise<ModelState> => {
    const { Body } = await world.call<{ Body: AsyncIterable<Uint8Array> }>('s3', 'GetObject', {
      Bucket: artifacts,
      Key: `state/${model}.json`,
    });
    const chunks: Uint8Array[] = [];
    for await (const chunk of Body) chunks.push(chunk);
    return JSON.parse(Buffer.concat(chunks).toString()) as ModelState;
  };
  const quiet = (model: string) =>
    toy.until(async () => {
      const now = await state(model).catch(() => undefined);
      return now && !now.running && now.pending.length === 0 && now.outbox.length === 0 ? now : undefined;
    }, 100);
  const entered = async (executionArn: string, states: readonly string[]) => {
    await toy.until(async () => {
      const { events = [] } = await toy.sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
      const names = events.map(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name);
      if (states.every((name) => names.includes(name))) return true;
      const end = events.find(({ executionFailedEventDetails }) => executionFailedEventDetails)?.executionFailedEventDetails;
      if (end) throw new Error(`Expected a run that enters ${states.join(', ')}; it failed: ${end.error}: ${end.cause}`);
      return undefined;
    });
  };
  const checks: object[] = [];
  const { call } = world;
  const listen: typeof call = (service, operation, input, caller) => {
    if (operation === 'Invoke' && caller && JSON.stringify(input).includes(':trainyard-check')) checks.push(input);
    return call(service, operation, input, caller);
  };
  Object.assign(world, { call: listen });
  const stop = async (executionArn: string) => {
    await toy.sfn.send(new StopExecutionCommand({ executionArn, error: 'Interrupted', cause: 'Somebody pressed Ctrl+C.' }));
    await toy.ended(executionArn);
  };
  return {
    ...toy,
    world,
    stop,
    deliverChecksAgain: async () => {
      for (const input of checks) await call('lambda', 'Invoke', input);
    },
    git,
    commit,
    push: async (message, files) => {
      await commit(message, files);
      await git('checkout', 'push', '-q', places.remote, 'main');
    },
    deliverSilently: async () => void (await git('remote', 'fetch', '-q', places.checkout, 'main:main')),
    state,
    quiet,
    entered,
    publish: async (message) => {
      const TopicArn = `arn:aws:sns:${world.region}:${world.account}:trainyard-launch`;
      await world.call('sns', 'Publish', { TopicArn, Message: JSON.stringify(message) });
    },
    call: async (name, event) => {
      const input = { FunctionName: `trainyard-${name}`, Payload: Buffer.from(JSON.stringify(event)) };
      const { Payload, FunctionError } = await world.call<{ Payload: Uint8Array; FunctionError?: string }>('lambda', 'Invoke', input);
      const answer = Buffer.from(Payload).toString();
      if (FunctionError) throw new Error(`${name} failed: ${answer}`);
      return JSON.parse(answer || 'null');
    },
    setState: async (model, change) => {
      const body = JSON.stringify({ ...change(await state(model)), rev: 'changed-by-hand' });
      await world.call('s3', 'PutObject', { Bucket: artifacts, Key: `state/${model}.json`, Body: Buffer.from(body) });
    },
    stopIn: async (states, input, before) => {
      const executionArn = await toy.start(input);
      await entered(executionArn, states);
      await before?.();
      await stop(executionArn);
      await quiet(input.model);
    },
    close: async () => {
      await toy.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
