import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localAccount } from '../../cli/account.ts';
import { uploadData } from '../../cli/data.ts';
import { functionVariable, readState } from '../../cli/installation.ts';
import { type Runtime, startWorld } from '../../local/runtime.ts';
import { awsCall, documentedCommands } from './support/documented-commands.ts';
import { mailsIn, until } from './support/served-world.ts';

// Every command of docs/deploy.md, in its order, from an empty account to the first mail and on: against a local world, which gets what
// `cdk synth` writes. A command that is added there needs a row in one of the two tables below.

/** These do not run here, each for its reason. */
const notHere: readonly (readonly [RegExp, string])[] = [
  [/^cdk synth$/, 'only told of: `npx cdk synth` is how `npx cdk diff` and `npx cdk deploy` run here'],
  [/^npm ci$/, 'no AWS needed: it is the first step of .ci/run, and has happened before this test'],
  [/^npx cdk bootstrap$/, 'makes the CDK’s own stack, with a template that `cdk` brings; a local world takes assets from the assembly'],
  [/^npx cdk import$/, 'asks CloudFormation for an import; which resources of ours allow it is AWS’s to say'],
  [/^npm (pack|install)\b/, 'the registry’s part; test/library packs, installs and uses the package without one'],
  [/^aws codeconnections create-connection /, 'its connection waits for a click in GitHub, which a local world has not'],
  [/^aws --endpoint-url /, 'the form of `aws secretsmanager create-secret`, which runs here'],
  [/^npm run bench:synth$/, 'needs no AWS, and is a measurement; test/infra/many-models.test.ts holds the limits'],
  [/^npm run verify:aws\b/, 'test/e2e/verify-aws.test.ts runs every step of it in a local world'],
  [/^aws codebuild import-source-credentials /, 'gives CodeBuild a GitHub token; a local world clones no private repository'],
];

interface Place {
  readonly runtime: Runtime;
  readonly folder: string;
  readonly dataDir: string;
  readonly outputs: Record<string, string>;
  /** Runs a command line in a shell, in a folder. */
  shell(command: string, cwd?: string): Promise<string>;
}

const root = resolve('.');
const models = ['toy', 'pushed'].map((name) => join(root, 'test/fixtures/models', name));
let place: Place;

/** How the others run here; the first row that matches. Each returns what it printed, or answered, for the expectation in it. */
const rows: readonly (readonly [RegExp, (command: string, place: Place) => Promise<void>])[] = [
  // Both read the deployed templates from AWS, after a synthesis with these very options; deploying is the local world's here.
  [/^npx cdk diff /, (command, { shell, folder }) => shell(synth(command, join(folder, 'diff.out'))).then(() => undefined)],
  [/^npx cdk deploy /, deploy],
  [/^npx trainyard doctor --aws$/, async (command) => expect(await trainyard(command)).toMatch(/^ok {4}node/m)],
  [/^npx trainyard run /, async (command) => expect(await trainyard(command)).toContain('Release 1 of toy is live')],
  [/^npx trainyard status /, async (command) => expect(await trainyard(command)).toMatch(/toy[\s\S]*InService/)],
  [/^npx trainyard invoke /, async (command) => expect(await trainyard(command)).toContain('"accuracy":0.9')],
  [/^git config --global /, (command, { shell }) => shell(command).then(() => undefined)],
  [/^git remote add trainyard CLONE_URL$/, makeRepository],
  [/^git push trainyard main$/, push],
  [/^aws codecommit put-repository-triggers /, putTriggers],
  [/^printf %s .*> webhook-secret$/, (command, { shell }) => shell(command).then(() => undefined)],
  [/^aws ssm put-parameter /, putSecret],
  [/^trainyard init --github-actions$/, initActions],
  [/^aws sns publish /, publish],
  [/^aws secretsmanager create-secret /, createSecret],
  [/^trainyard unlock MODEL$/, async (command) => expect(trainyard(command)).rejects.toThrow('Expected a stuck lock of toy')],
  [/^trainyard rollback MODEL --aws$/, rollBack],
  [
    /^npx trainyard destroy MODEL --aws$/,
    async (command) => expect(await trainyard(`${command} --yes`)).toMatch(/Endpoint toy deleted[\s\S]*Left:/),
  ],
];

beforeAll(async () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'trainyard-docs-')));
  const dataDir = join(folder, 'state');
  const env = {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'))),
    AWS_EC2_METADATA_DISABLED: 'true',
    GIT_CONFIG_GLOBAL: join(folder, 'gitconfig'),
    GIT_CONFIG_SYSTEM: '/dev/null',
  };
  const runtime = await startWorld({ dataDir });
  const shell = async (command: string, cwd = folder) => {
    const { stdout, stderr } = await promisify(execFile)('sh', ['-c', command], { cwd, env });
    return stdout + stderr;
  };
  place = { runtime, folder, dataDir, outputs: {}, shell };
});
afterAll(async () => {
  await place.runtime.stop();
  rmSync(place.folder, { recursive: true });
});

describe('docs/deploy.md', () => {
  it.each(documentedCommands('docs/deploy.md').map((command) => [command] as const))('%s', { timeout: 120_000 }, async (command) => {
    const aws = notHere.find(([pattern]) => pattern.test(command));
    const row = rows.find(([pattern]) => pattern.test(command));
    if (!aws && !row)
      throw new Error(`Expected a row in test/e2e/deploy-docs.test.ts that says how this runs without AWS, or why not: ${command}`);
    await row?.[1](command, place);
  });

  it('ends its way from an empty account with the first mail', () => {
    expect(mailsIn(place.dataDir).map(({ subject }) => subject)).toContainEqual(expect.stringContaining('[toy] release 1 is live'));
  });

  it('names no row that it has no command for', () => {
    const commands = documentedCommands('docs/deploy.md');
    for (const [pattern] of [...notHere, ...rows]) expect(commands, String(pattern)).toContainEqual(expect.stringMatching(pattern));
  });
});

/** `npx cdk deploy` and `diff` with their options, as a synthesis of the two models. */
function synth(command: string, outdir: string): string {
  const options = command.replace(/^npx cdk \w+ /, '').replace('--all', '');
  return `cd '${root}' && npx cdk synth --quiet --no-notices -o '${outdir}' -c models=${models.join(',')} ${options}`;
}

async function deploy(command: string, { runtime, folder, outputs, shell }: Place): Promise<void> {
  const assembly = join(folder, 'cdk.out');
  await shell(synth(command, assembly));
  const { stacks } = await runtime.deploy(assembly);
  Object.assign(outputs, ...stacks.map((stack) => stack.outputs));
  // "Then put the data where training.channels says": with whatever people put objects with.
  const account = localAccount(runtime.endpointUrl, place.dataDir);
  for (const model of models) await uploadData(account, outputs.DataBucket ?? '', model.split('/').at(-1) ?? '', join(model, 'data'));
  expect(await functionVariable(account, 'prepare', 'DATA_BUCKET')).toBe(outputs.DataBucket);
}

/** The command as it stands, with the local world in place of AWS. */
function trainyard(command: string): Promise<string> {
  const words = command
    .replace(/^(npx )?trainyard/, 'npx trainyard')
    .replace(/ --aws| --profile P| --region R/g, '')
    .replace(/\bMODEL\b/, 'toy')
    .replace('sample.json', join(models[0] ?? '', 'samples/one.json'));
  return place.shell(`cd '${root}' && ${words} --state-dir '${place.dataDir}'`);
}

async function makeRepository(command: string, { folder, dataDir, outputs, shell }: Place): Promise<void> {
  expect(outputs.CloneUrl).toMatch(/trainyard-pushed$/);
  const repository = join(folder, 'pushed');
  cpSync(models[1] ?? '', repository, { recursive: true });
  const identity = '-c user.name=Jane -c user.email=jane@example.com';
  await shell(`git init -q -b main && git add -A && git ${identity} commit -q -m First`, repository);
  // A local world's CodeCommit is a folder, without the helper that asks AWS for a password.
  await shell(command.replace('CLONE_URL', join(dataDir, 'codecommit/trainyard-pushed.git')), repository);
}

async function push(command: string, { folder, dataDir, shell }: Place): Promise<void> {
  await shell(command, join(folder, 'pushed'));
  await until(async () => mailsIn(dataDir).find(({ subject }) => subject.includes('[pushed] release 1 is live')));
}

async function putTriggers(command: string, { runtime, outputs }: Place): Promise<void> {
  await runtime.world.call('codecommit', 'CreateRepository', { repositoryName: 'by-hand' });
  const words = command.replace('NAME', 'by-hand').replace('LAUNCH_TOPIC_ARN', outputs.LaunchTopicArn ?? '');
  const { operation, input } = awsCall(words, 'camel', () => '');
  await runtime.world.call('codecommit', operation, input);
  const answer = await runtime.world.call<{ triggers: object[] }>('codecommit', 'GetRepositoryTriggers', { repositoryName: 'by-hand' });
  expect(answer.triggers).toMatchObject([{ name: 'trainyard', destinationArn: outputs.LaunchTopicArn }]);
}

async function putSecret(command: string, { runtime, folder }: Place): Promise<void> {
  const { operation, input } = awsCall(command, 'Pascal', (path) => readFileSync(join(folder, path), 'utf8'));
  await runtime.world.call('ssm', operation, input);
  expect(input).toMatchObject({ Type: 'SecureString', Value: expect.stringMatching(/^[0-9a-f]{64}$/) });
}

async function createSecret(command: string, { runtime }: Place): Promise<void> {
  const { operation, input } = awsCall(command, 'Pascal', () => '');
  const { ARN } = await runtime.world.call<{ ARN: string }>('secretsmanager', operation, input);
  expect(ARN).toMatch(/:secret:trainyard\/npm-\w{6}$/);
}

async function initActions(command: string, { folder, shell }: Place): Promise<void> {
  const repository = join(folder, 'actions');
  mkdirSync(repository);
  await shell(command.replace('trainyard', `node '${join(root, 'dist/trainyard.mjs')}'`), repository);
  const [workflow = ''] = readdirSync(join(repository, '.github/workflows'));
  expect(readFileSync(join(repository, '.github/workflows', workflow), 'utf8')).toContain('id-token: write');
}

/** Each message is taken as a wish of its own, or stops the run that goes on. */
async function publish(command: string, { runtime, outputs, dataDir }: Place): Promise<void> {
  const account = localAccount(runtime.endpointUrl, dataDir);
  const words = command.replace('LAUNCH_TOPIC_ARN', outputs.LaunchTopicArn ?? '').replace('"MODEL"', '"toy"');
  const { operation, input } = awsCall(words, 'Pascal', () => '');
  const seen = (await readState(account, 'toy'))?.seen.length ?? 0;
  await runtime.world.call('sns', operation, input);
  await until(async () => {
    const state = await readState(account, 'toy');
    if (String(input.Message).includes('"cancel"')) return state?.running === null || state?.running.cancel ? state : undefined;
    return (state?.seen.length ?? 0) > seen ? state : undefined;
  });
}

/** Needs a release to go back from. */
async function rollBack(command: string): Promise<void> {
  await trainyard('npx trainyard run --model toy --option training.environment.SECOND=release');
  expect(await trainyard(command)).toContain('Release 1 of toy is live');
}
