import { mailKinds } from '../../lambdas/contract/settings.ts';
import type { Random } from '../../local/clock.ts';
import { functionTable, latest } from '../../local/services/lambda/records.ts';
import { executions, machines } from '../../local/services/states/records.ts';
import type { World } from '../../local/world.ts';
import { between, oneOf } from './random.ts';
import { push } from './services/codecommit.ts';

type Act = (world: World, random: Random, say: (text: string) => void, models: readonly string[]) => Promise<unknown>;

const launchTopic = ({ region, account }: World) => `arn:aws:sns:${region}:${account}:trainyard-launch`;
const pipeline = ({ region, account }: World) => `arn:aws:states:${region}:${account}:stateMachine:trainyard-pipeline`;
const blob = (random: Random) => Array.from({ length: 10 }, () => between(random, 0, 65535).toString(16).padStart(4, '0')).join('');

const publish = (world: World, body: object) =>
  world.call('sns', 'Publish', { TopicArn: launchTopic(world), Message: JSON.stringify(body) });

/** What people and their tools do to an installation, each at a moment that the scenario draws. */
export const acts = {
  push: async (world, random, say) => {
    const isFirst = world.store.table('simulation/commits').keys().length === 0;
    const files = Object.fromEntries((isFirst ? changes.flat() : oneOf(random, changes)).map((name) => [name, blob(random)]));
    say(`pushes ${Object.keys(files).join(', ')}`);
    const { id } = await push(world, 'trainyard-pushed', { author: 'jane', message: 'change', files });
    say(`pushed ${id.slice(0, 7)}`);
  },
  wish: async (world, _random, say) => {
    say('asks for a run of folder');
    await publish(world, { model: 'folder', id: `wish-${world.clock.now()}` });
  },
  start: async (world, random, say, models) => {
    const model = oneOf(random, [...models, 'nobody']);
    say(`starts an execution for ${model}`);
    const name = `started-${world.clock.now()}`;
    await world.call('states', 'StartExecution', { stateMachineArn: pipeline(world), name, input: JSON.stringify({ model }) });
  },
  /** Ends before it is a run of any model. */
  misstart: async (world, random, say, models) => {
    const input = JSON.stringify(
      oneOf(random, [{ model: 'nobody' }, { modell: models[0] }, { model: models[0], options: { training: { epochs: 1 } } }]),
    );
    say(`starts an execution with ${input}`);
    await world.call('states', 'StartExecution', { stateMachineArn: pipeline(world), name: `misstarted-${world.clock.now()}`, input });
  },
  upload: async (world, random, say) => {
    say('uploads data of folder');
    const Bucket = functionTable(world).get(`trainyard-prepare:${latest}`)?.environment.DATA_BUCKET;
    for (const name of ['rows.csv', 'more.csv', 'labels.csv'])
      await world.call('s3', 'PutObject', { Bucket, Key: `folder/training/${name}`, Body: Buffer.from(blob(random)) });
  },
  rollback: async (world, random, say) => {
    const release = String(between(random, 1, 2));
    say(`asks for release ${release} of pushed`);
    await publish(world, { model: 'pushed', release, id: `rollback-${world.clock.now()}` });
  },
  cancel: async (world, random, say, models) => {
    const model = oneOf(random, models);
    say(`cancels ${model}`);
    await publish(world, { model, action: 'cancel', by: 'jane' });
  },
  /** What a person does who got the mail that says so. */
  unlock: async (world, _random, say, models) => {
    say(`unlocks ${models.join(' and ')}`);
    for (const model of models) await publish(world, { model, action: 'unlock', by: 'jane' });
  },
  stop: async (world, random, say) => {
    const running = executions(world)
      .values()
      .filter(({ status }) => status === 'RUNNING');
    if (running.length === 0) return say('would stop an execution, and none runs');
    const { executionArn, name } = oneOf(random, running);
    say(`stops ${name}`);
    await world.call('states', 'StopExecution', { executionArn, error: 'Stopped', cause: 'A person pressed Stop' });
  },
  edit: async (world, random, say, models) => {
    const model = oneOf(random, models);
    const [section, value] = oneOf(random, [...edits, lastEdit(model)]);
    const Name = `/trainyard/${model}/overrides/${section}`;
    say(`writes ${Name}: ${value}`);
    await world.call('ssm', 'PutParameter', { Name, Value: value, Type: 'String', Overwrite: true });
  },
  /** Opts in to the mails of builds. */
  askForBuildMails: async (world, _random, say, models) => {
    say('asks for the mails of builds');
    const Value = JSON.stringify({ mails: mailKinds });
    for (const model of models) {
      const Name = `/trainyard/${model}/overrides/notifications`;
      await world.call('ssm', 'PutParameter', { Name, Value, Type: 'String', Overwrite: true });
    }
  },
  /** What a deploy of the shared stack does to functions and machines: new versions, and definitions that name them. */
  redeploy: async (world, _random, say) => {
    say('deploys the stack again');
    const versions = new Map<string, string>();
    for (const record of functionTable(world).values()) {
      if (record.version !== latest) continue;
      const Variables = { ...record.environment, DEPLOY: String(world.clock.now()) };
      await world.call('lambda', 'UpdateFunctionConfiguration', { FunctionName: record.name, Environment: { Variables } });
      const { Version } = await world.call<{ Version: string }>('lambda', 'PublishVersion', { FunctionName: record.name });
      versions.set(record.name, Version);
    }
    for (const { stateMachineArn, definition } of machines(world).values()) {
      const changed = definition.replace(/(:function:)([\w-]+):\d+/g, (_all, before, name) => `${before}${name}:${versions.get(name)}`);
      await world.call('states', 'UpdateStateMachine', { stateMachineArn, definition: changed });
    }
  },
} as const satisfies Record<string, Act>;

/** What one push changes: the inference image, the training image, what no run is about, or several. */
const changes = [
  ['inference.Dockerfile', 'serve.py'],
  ['Dockerfile', 'train.py'],
  ['README.md'],
  ['serve.py', 'train.py', 'README.md'],
] as const;

const edits = [
  ['training', '{"hyperparameters": {"epochs": 50}}'],
  ['training', '{"maxRuntimeSeconds": 600}'],
  ['training', '{"maxRuntimeSeconds": "long"}'],
  ['evaluation', '{"threshold": 0.8}'],
  ['deployment', '{"instanceType": "ml.m5.large"}'],
  ['deployment', '{"instanceCount": 2}'],
  ['deployment', 'not json'],
] as const;

/** The model `folder` cancels by its own settings. */
const lastEdit = (model: string) =>
  model === 'folder' ? (['verification', '{"by": "endpoint"}'] as const) : (['triggers', '{"mode": "cancel-running"}'] as const);
