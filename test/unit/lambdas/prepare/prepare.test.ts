import { describe, expect, it } from 'vitest';
import type { ModelState } from '../../../../lambdas/contract/model-state.ts';
import type { Run } from '../../../../lambdas/contract/payloads.ts';
import { prepare } from '../../../../lambdas/prepare/prepare.ts';
import { executionHash } from '../../../../lambdas/shared/hash.ts';
import { executionArn, heldLock, makeWorld, modelPackage, packageArn, putState } from '../fixtures.ts';

const sha = 'a'.repeat(64);
const manifest = `${sha} - Dockerfile\n${sha} - inference/serve.mjs\n${sha} - samples/one.json\n${sha} - training/train.mjs\n`;
const evaluation = { metric: 'auc', threshold: 0.7 };
const training = { metrics: [{ name: 'auc', regex: 'auc=(.*)' }], channels: { training: 'training/', other: 's3://elsewhere/x/' } };
const facts = {
  repositoryUri: '000000000000.dkr.ecr.us-east-1.amazonaws.com/trainyard/bird-strikes',
  trainingRoleArn: 'arn:aws:iam::000000000000:role/training',
  buildRoleArn: 'arn:aws:iam::000000000000:role/build',
  hostingRoleArn: 'arn:aws:iam::000000000000:role/hosting',
  modelPackageGroup: 'bird-strikes',
  buildspecHash: 'hash',
  source: { type: 'folder', bucket: 'sources', key: 's.zip', manifestKey: 's.txt', version: '0123456789ab' },
};

/** Parameter Store with ten parameters a page, an empty page in between, as SSM may answer. */
function world(parameters: Record<string, unknown>, models: readonly string[] = ['bird-strikes']) {
  const made = makeWorld();
  made.aws.put('sources', 's.txt', manifest);
  const all: Record<string, unknown> = {};
  for (const model of models)
    Object.assign(all, {
      [`/trainyard/${model}/deployed`]: facts,
      [`/trainyard/${model}/defaults/evaluation`]: evaluation,
      [`/trainyard/${model}/defaults/training`]: training,
    });
  for (const [name, value] of Object.entries(parameters)) all[`/trainyard/bird-strikes/${name}`] = value;
  made.aws.on('GetParametersByPath', ({ Path, NextToken }: { Path: string; NextToken?: string }) => {
    const found = Object.entries(all)
      .filter(([name]) => name.startsWith(Path))
      .map(([Name, value]) => ({ Name, Value: typeof value === 'string' ? value : JSON.stringify(value), Version: 3 }));
    if (!NextToken) return { Parameters: [], NextToken: '0' };
    const from = Number(NextToken);
    return { Parameters: found.slice(from, from + 2), NextToken: from + 2 < found.length ? String(from + 2) : undefined };
  });
  made.aws.objects.delete('artifacts/state/bird-strikes.json');
  made.aws.put('artifacts', 'training/bird-strikes/bird-strikes-20261121-120000-abcdef/output/model.tar.gz', '');
  made.aws.on('DescribeModelPackage', modelPackage()).on('BatchGetImage', { images: [{}] });
  const github = { fetch, githubToken: async () => undefined };
  return { ...made, ...github, installation: 'trainyard', dataBucket: 'data' };
}
const execution = { arn: executionArn, name: 'e1', startedAt: '2026-11-21T12:34:56.789Z' };
const state = (made: ReturnType<typeof world>) => made.aws.json<ModelState>('artifacts', 'state/bird-strikes.json');
async function run(parameters: Record<string, unknown> = {}, input: unknown = {}, models?: readonly string[]): Promise<Run> {
  const answer = await prepare({ execution, input }, world(parameters, models));
  if (!answer.run) throw new Error(answer.outcome?.summary);
  return answer.run;
}
const fault = (name: string, text: string) => ({ name, message: expect.stringContaining(text) });

describe('prepare', () => {
  it('runs the only model with {} and fixes every name', async () => {
    const made = await run();
    const id = made.id;
    expect(id).toMatch(/^20261121-123456-[0-9a-f]{6}$/);
    expect(made.names).toEqual({
      trainingJob: `bird-strikes-${id}`,
      verification: `bird-strikes-${id}-verification`,
      sagemakerModel: `bird-strikes-${id}`,
      endpointConfig: `bird-strikes-${id}`,
      endpoint: 'bird-strikes',
      modelPackageGroup: 'bird-strikes',
    });
    expect(made.images.training.job).toBe(`bird-strikes-${id}-training-image`);
    expect(made.settings.training.channels).toEqual({ training: 's3://data/bird-strikes/training/', other: 's3://elsewhere/x/' });
    expect(made.parameters).toEqual({ '/trainyard/bird-strikes/defaults/evaluation': 3, '/trainyard/bird-strikes/defaults/training': 3 });
  });

  it('gives the same run to the same execution, and keeps it for the clean-up', async () => {
    const made = world({});
    const first = await prepare({ execution, input: {} }, made);
    expect(await prepare({ execution, input: {} }, made)).toEqual(first);
    expect(made.aws.json('artifacts', `runs/${executionHash(executionArn)}.json`)).toEqual(first.run);
  });

  it('sees when one Dockerfile serves both roles, and when not', async () => {
    const shared = await run();
    expect(shared.images).toMatchObject({ shared: true });
    expect(shared.images.training.key).toBe(shared.images.inference.key);
    const apart = await run({ 'defaults/build': { training: { paths: ['training'] }, inference: { paths: ['inference'] } } });
    expect(apart.images.shared).toBe(false);
    expect(apart.images.training.key).not.toBe(apart.images.inference.key);
  });

  it('merges overrides and options over the defaults and lists them', async () => {
    const overrides = {
      'defaults/training': { ...training, hyperparameters: { epochs: 30, seed: 1 } },
      'overrides/training': { hyperparameters: { epochs: 50 } },
    };
    const made = await run(overrides, { options: { training: { hyperparameters: { rate: 0.1 } } } });
    expect(made.settings.training.hyperparameters).toEqual({ epochs: '50', seed: '1', rate: '0.1' });
    expect(made.overrides).toEqual(['training.hyperparameters.epochs = 50 (override)', 'training.hyperparameters.rate = 0.1 (option)']);
    expect(made.parameters['/trainyard/bird-strikes/overrides/training']).toBe(3);
  });

  it('hands numbers of an override over as they are written, and of options what JSON has left', async () => {
    const override = '{"hyperparameters": {"version": 1.10, "id": 12345678901234567890}, "environment": {"A": 1.0}}';
    const options = { training: { hyperparameters: { rate: 0.5, all: true } } };
    const { training: trained } = (await run({ 'overrides/training': override }, { options })).settings;
    expect(trained.hyperparameters).toEqual({ version: '1.10', id: '12345678901234567890', rate: '0.5', all: 'true' });
    expect(trained.environment).toEqual({ A: '1.0' });
  });

  it('replaces a list whole', async () => {
    const metrics = [{ name: 'auc', regex: 'other=(.*)' }];
    expect((await run({ 'overrides/training': { metrics } })).settings.training.metrics).toEqual(metrics);
  });
});

describe('an input that its starter wrote by itself', () => {
  const parent = 'arn:aws:states:us-east-1:000000000000:execution:nightly:2026-11-21';
  const scheduled = { version: '0', id: 'e', account: '0', time: 't', region: 'r', resources: [], 'detail-type': 'Scheduled Event' };
  it.each([
    ['an empty one', {}, 'a started execution'],
    ["the console's", { Comment: 'Insert your JSON here' }, 'a started execution'],
    ["an older console's", { comment: 'Insert your JSON here' }, 'a started execution'],
    ['a nested start', { AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: parent }, 'the execution 2026-11-21'],
    [
      "Workflow Studio's nested start",
      { StatePayload: 'Hello from Step Functions!', AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: parent },
      'the execution 2026-11-21',
    ],
    ['a nested start of somebody', { trigger: 'me', AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: parent }, 'me'],
    ["a rule's schedule", { ...scheduled, source: 'aws.events', detail: {} }, 'a schedule of EventBridge'],
    ['EventBridge Scheduler', { ...scheduled, source: 'aws.scheduler', detail: '{}' }, 'a schedule of EventBridge'],
  ])('(%s) runs the only model', async (_whose, input, trigger) => expect((await run({}, input)).trigger).toBe(trigger));

  it('names the model beside it', async () => {
    const input = { Comment: 'mine', model: 'bird-strikes', AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: parent };
    expect((await run({}, input, ['a', 'bird-strikes'])).model).toBe('bird-strikes');
  });

  it('is no wish that waits: another run gets the same input without it', async () => {
    const made = world({});
    putState(made.aws, { running: { ...heldLock, execution: { name: 'other', arn: 'other' } } });
    await prepare({ execution, input: { Comment: 'x', trigger: 'me' } }, made);
    expect(state(made)?.pending).toMatchObject([{ input: { model: 'bird-strikes', trigger: 'me' } }]);
    expect(JSON.stringify(state(made)?.pending)).not.toContain('Comment');
  });

  it.each([
    [
      { ...scheduled, source: 'aws.codecommit', 'detail-type': 'CodeCommit Repository State Change', detail: {} },
      'CodeCommit Repository State Change of aws.codecommit',
    ],
    [{ ...scheduled, source: 'mine', 'detail-type': 'Nightly' }, 'give the rule\'s target a constant input, {"model": "NAME"}'],
  ])('that is another event is refused, and the text says what to do', async (input, text) => {
    await expect(run({}, input)).rejects.toMatchObject(fault('InvalidInput', text));
  });

  it.each([[{ Coment: 'x' }], [{ Comment: 'x', modell: 'y' }], [[]], [5]])('is not %j', async (input) => {
    await expect(run({}, input)).rejects.toMatchObject({ name: 'InvalidInput' });
  });
});

describe('the commit of a run', () => {
  const source = { type: 'github', repository: 'acme/birds', location: 'https://github.com/acme/birds.git' };
  const commit = 'c'.repeat(40);
  const answers = (answer: () => Response) => ({ fetch: (async () => answer()) as unknown as typeof fetch });
  const good = () => Response.json({ sha: commit, commit: { author: { name: 'Ann' }, message: 'Tune' } });
  const push = {
    id: 'push',
    at: '2026-11-21T12:00:00.000Z',
    trigger: 'a push',
    head: { ref: 'refs/heads/main', commit },
    input: { commit },
  };
  const held = { ...heldLock, execution: { name: execution.name, arn: execution.arn }, launch: push };
  const unlearned = [{ ref: 'refs/heads/main', commit, launch: 'push', attempts: 1 }];
  const github = () => world({ deployed: { ...facts, source }, 'defaults/source': { type: 'github', repository: 'acme/birds' } });

  it('is learned with the run: its push waits for no other', async () => {
    const made = github();
    putState(made.aws, { running: held, unlearned });
    await prepare({ execution, input: { commit } }, { ...made, ...answers(good) });
    expect(state(made)).toMatchObject({ unlearned: [], learned: [] });
  });

  it('is not learned where GitHub does not answer, and the next call goes on', async () => {
    const made = github();
    putState(made.aws, { running: held, unlearned });
    const failing = prepare({ execution, input: { commit } }, { ...made, ...answers(() => new Response('', { status: 503 })) });
    await expect(failing).rejects.toMatchObject({ name: 'GitHubUnavailable' });
    expect(state(made)?.unlearned).toEqual(unlearned);
    expect((await prepare({ execution, input: { commit } }, { ...made, ...answers(good) })).run?.source.version).toBe(commit);
  });

  it('that no push named is known to the comparison of heads', async () => {
    const made = github();
    await prepare({ execution, input: {} }, { ...made, ...answers(good) });
    expect(state(made)?.learned).toEqual([{ commit, at: '2026-11-21T12:00:00.000Z' }]);
  });

  it('is learned although the call that fixed the run died before', async () => {
    const made = github();
    await prepare({ execution, input: {} }, { ...made, ...answers(good) });
    putState(made.aws, { running: held, unlearned });
    await prepare({ execution, input: {} }, { ...made, ...answers(() => new Response('', { status: 503 })) });
    expect(state(made)?.unlearned).toEqual([]);
  });

  it('means nothing for a rollback', async () => {
    const made = github();
    await prepare({ execution, input: { release: '1' } }, { ...made, ...answers(good) });
    expect(state(made)?.learned).toEqual([]);
  });
});

describe('a wrong input', () => {
  it.each([
    ['no model', {}, [], 'No model is deployed'],
    ['several models and none named', {}, ['a', 'bird-strikes'], 'name one, as {"model": "a"}. There are a, bird-strikes.'],
    [
      'a model that is not there',
      { model: 'bird-strike' },
      ['bird-strikes', 'other'],
      'There is no model "bird-strike"; did you mean "bird-strikes"? Deployed: bird-strikes, other.',
    ],
    ['a field that is none', { modell: 'x' }, ['bird-strikes'], 'modell: unknown; did you mean "model"?'],
    ['a text', 'go', ['bird-strikes'], 'expected a mapping, got "go"'],
    [
      "another group's release",
      { release: packageArn.replace('bird-strikes/1', 'other/1') },
      ['bird-strikes'],
      'release: expected a version number or the ARN arn:aws:sagemaker:us-east-1:000000000000:model-package/bird-strikes/VERSION',
    ],
    ['a name as release', { release: 'newest' }, ['bird-strikes'], 'got "newest"'],
    [
      'a commit of a folder',
      { commit: 'main' },
      ['bird-strikes'],
      'commit: bird-strikes is built from the folder that its deploy packaged',
    ],
    [
      'a push to a folder',
      { push: { ref: 'r', author: 'a', message: 'm' } },
      ['bird-strikes'],
      'push: bird-strikes is built from the folder',
    ],
    ['a commit of a release', { commit: 'main', release: '1' }, ['bird-strikes'], 'commit and release: a release is deployed as it was'],
    [
      'a training of a release',
      { release: '1', options: { training: {}, deployment: {} } },
      ['bird-strikes'],
      'options.training: a release is deployed as it was registered',
    ],
  ])('%s is refused', async (_what, input, models, text) => {
    await expect(run({}, input, models)).rejects.toMatchObject(fault('InvalidInput', text));
  });

  it('takes a named model among several, and a release of its group', async () => {
    expect(await run({}, { model: 'bird-strikes', release: packageArn, trigger: 'me' }, ['a', 'bird-strikes'])).toMatchObject({
      model: 'bird-strikes',
      release: packageArn,
      trigger: 'me',
    });
  });

  it('takes a release by its version number', async () => {
    expect(await run({}, { release: '1' })).toMatchObject({ release: packageArn });
  });

  it.each([
    ['image', (made: ReturnType<typeof world>) => made.aws.on('BatchGetImage', { images: [] })],
    [
      'artifact',
      (made: ReturnType<typeof world>) =>
        made.aws.objects.delete('artifacts/training/bird-strikes/bird-strikes-20261121-120000-abcdef/output/model.tar.gz'),
    ],
  ])('refuses a rollback before anything is started when the %s of the release is gone', async (what, remove) => {
    const made = world({});
    remove(made);
    const refused = prepare({ execution, input: { release: '1' } }, made);
    await expect(refused).rejects.toMatchObject(fault('ReleaseGone', `Release 1 cannot be deployed, its ${what}`));
    expect(state(made)).toBeUndefined();
  });
});

describe('a wrong setting', () => {
  it.each<[string, Record<string, unknown>, unknown, string]>([
    [
      'type',
      { 'overrides/training': { instanceCount: 'two' } },
      {},
      '/trainyard/bird-strikes/overrides/training: instanceCount: expected a number, got "two"',
    ],
    [
      'range',
      { 'overrides/training': { maxRuntimeSeconds: 5 } },
      {},
      '/trainyard/bird-strikes/overrides/training: maxRuntimeSeconds: expected at least 60, got 5',
    ],
    [
      'unknown key',
      { 'overrides/training': { instancetype: 'ml.m5.large' } },
      {},
      'overrides/training: instancetype: unknown; did you mean "instanceType"?',
    ],
    [
      'unknown section',
      { 'overrides/trainin': {} },
      {},
      '/trainyard/bird-strikes/overrides/trainin: unknown section; did you mean "training"?',
    ],
    [
      'one setting as a parameter of its own',
      { 'overrides/training/hyperparameters/epochs': '5' },
      {},
      '/trainyard/bird-strikes/overrides/training/hyperparameters/epochs: expected all of a section in one parameter: write {"hyperparameters":{"epochs":…}} into /trainyard/bird-strikes/overrides/training, and delete this one',
    ],
    [
      'all sections as one parameter',
      { overrides: { training: {} } },
      {},
      '/trainyard/bird-strikes/overrides: expected one parameter for each section, such as /trainyard/bird-strikes/overrides/training',
    ],
    [
      'folder that nobody reads',
      { 'override/training': {} },
      {},
      'override/training: no settings are read from there; did you mean overrides/training?',
    ],
    [
      'number that lost its digits',
      {},
      { options: { training: { hyperparameters: { id: 2 ** 60 } } } },
      "the execution's options.training: hyperparameters.id: expected text in quotes for a number beyond 9007199254740991",
    ],
    ['number that is none', { 'overrides/evaluation': '{"threshold": 1e999}' }, {}, 'threshold: expected a finite number, got Infinity'],
    [
      'branches of a folder',
      { 'overrides/source': { branches: ['dev'] } },
      {},
      'source.branches: expected with source.type codecommit or github only',
    ],
    [
      'source of another kind',
      { 'overrides/source': { type: 'github' } },
      {},
      'source.type: expected folder, which its stack was deployed with',
    ],
    ['unknown section of options', {}, { options: { depoyment: {} } }, 'options.depoyment: unknown section; did you mean "deployment"?'],
    [
      'option',
      {},
      { options: { deployment: { instanceCount: 0 } } },
      "the execution's options.deployment: instanceCount: expected at least 1, got 0",
    ],
    [
      'default',
      { 'defaults/evaluation': { metric: 'auc' } },
      {},
      '/trainyard/bird-strikes/defaults/evaluation: threshold: missing: it has no default',
    ],
    ['not JSON', { 'overrides/training': '{epochs: 1}' }, {}, 'overrides/training: expected a JSON object, got {epochs: 1}'],
    [
      'metric that nobody reports',
      { 'overrides/evaluation': { metric: 'acu' } },
      {},
      'expected one of training.metrics, got "acu"; did you mean "auc"?',
    ],
    ['Dockerfile that is not there', { 'overrides/build': { training: { dockerfile: 'Dockerfil' } } }, {}, 'Dockerfile'],
    ['stack parameter', { deployed: '{}' }, {}, '/trainyard/bird-strikes/deployed is not what'],
  ])('%s: names the parameter, the field, what was expected and what came', async (_kind, parameters, input, text) => {
    await expect(run(parameters, input)).rejects.toMatchObject(fault('InvalidSettings', text));
  });

  it('is reported with all the others at once', async () => {
    const wrong = run({ 'overrides/training': { instanceCount: 0 }, 'overrides/deployment': { instanceCount: 0 } });
    await expect(wrong).rejects.toThrow(/overrides\/training: instanceCount.*overrides\/deployment: instanceCount/);
  });

  it('starts nothing and leaves no run behind', async () => {
    const made = world({ 'overrides/training': { instanceCount: 0 } });
    await expect(prepare({ execution, input: {} }, made)).rejects.toThrow();
    expect(made.aws.calls('PutObject')).toEqual([]);
  });
});

describe("the model's lock", () => {
  it('is taken by a console start that finds it free', async () => {
    const made = world({});
    const { run: begun } = await prepare({ execution, input: {} }, made);
    expect(begun?.token).toBe(1);
    expect(state(made)).toMatchObject({ seq: 1, running: { token: 1, phase: 'running', execution: { name: 'e1' }, launch: null } });
  });

  it('is known again by the execution that launch started for it', async () => {
    const made = world({});
    const launch = { id: 'l1', at: execution.startedAt, trigger: 'a push', head: null, input: {} };
    const running = { ...heldLock, token: 7, phase: 'starting' as const, execution: { name: 'e1', arn: null }, launch };
    putState(made.aws, { seq: 7, running });
    expect((await prepare({ execution, input: {} }, made)).run?.token).toBe(7);
    expect(state(made)?.running).toMatchObject({ phase: 'running', execution: { arn: executionArn } });
  });

  it('held by another run lets a console start end as queued, with its input waiting', async () => {
    const made = world({});
    putState(made.aws, { running: { ...heldLock, execution: { name: 'other', arn: 'arn:other' } } });
    const answer = await prepare({ execution, input: { trigger: 'jane' } }, made);
    expect(answer).toMatchObject({
      run: null,
      outcome: { outcome: 'queued', model: 'bird-strikes', summary: expect.stringContaining('other holds') },
    });
    expect(state(made)?.pending).toMatchObject([{ trigger: 'jane', input: { model: 'bird-strikes', trigger: 'jane' } }]);
    expect(await prepare({ execution, input: { trigger: 'jane' } }, made)).toEqual(answer);
    expect(state(made)?.pending).toHaveLength(1);
  });

  it('lets no execution begin that is being cleaned up already', async () => {
    const made = world({});
    putState(made.aws, { running: { ...heldLock, phase: 'recovering' } });
    await expect(prepare({ execution, input: {} }, made)).rejects.toMatchObject(fault('LockLost', 'e1 is recovering'));
  });
});
