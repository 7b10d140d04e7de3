import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { functions } from '../../lambdas/contract/functions.ts';
import { deployAssembly, type StackResult } from '../../local/cloudformation/index.ts';
import { type Runtime, startWorld } from '../../local/runtime.ts';
import { modelFolder, settingsOf, synthesize } from './synthesize.ts';

let runtime: Runtime;
let first: StackResult[];
let assembly: string;
const arguments_ = (settings: string) => ['--models', modelFolder(settings), '--email', 'team@example.com'];

beforeAll(async () => {
  runtime = await startWorld({ dataDir: mkdtempSync(join(tmpdir(), 'trainyard-world-')) });
  assembly = synthesize(...arguments_(settingsOf('birds'))).outdir;
  first = (await deployAssembly(runtime.world, assembly)).stacks;
});
afterAll(() => runtime?.stop());

// biome-ignore lint/suspicious/noExplicitAny: answers have the APIs' own shapes.
const call = (service: string, operation: string, input: object) => runtime.world.call<any>(service as 'iam', operation, input);

describe('the stacks in the local world', () => {
  it('become functions with the environment, role and code of the template', async () => {
    for (const [name, { env, timeoutSeconds }] of Object.entries(functions)) {
      const { Configuration } = await call('lambda', 'GetFunction', { FunctionName: `trainyard-${name}` });
      expect(Configuration).toMatchObject({ Timeout: timeoutSeconds, Runtime: 'nodejs24.x', Handler: 'index.handler' });
      expect(Object.keys(Configuration.Environment?.Variables ?? {}).sort()).toEqual([...env].sort());
    }
  });

  it('become a state machine whose holes are versions that exist', async () => {
    const { definition } = await call('states', 'DescribeStateMachine', { stateMachineArn: first[0]?.outputs.StateMachineArn as string });
    expect(definition).not.toContain('${');
    const arns = new Set([...definition.matchAll(/arn:aws:lambda:[^"]+/g)].map(([arn]) => arn));
    expect(arns.size).toBeGreaterThan(10);
    for (const FunctionName of arns) {
      expect((await call('lambda', 'GetFunction', { FunctionName })).Configuration.Version).toMatch(/^\d+$/);
    }
  });

  it('become settings and facts that Prepare can read', async () => {
    const read = async (name: string) =>
      JSON.parse((await call('ssm', 'GetParameter', { Name: `/trainyard/birds/${name}` })).Parameter.Value);
    expect(await read('defaults/evaluation')).toMatchObject({ metric: 'auc', threshold: 0.75 });
    const deployed = await read('deployed');
    expect(deployed.repositoryUri).toBe('000000000000.dkr.ecr.us-east-1.amazonaws.com/trainyard/birds');
    expect(deployed.trainingRoleArn).toBe('arn:aws:iam::000000000000:role/trainyard-birds-training');
    const { Body } = await call('s3', 'GetObject', { Bucket: deployed.source.bucket, Key: deployed.source.manifestKey });
    const text = (await Body.toArray()).join('');
    expect(text).toMatch(/^[0-9a-f]{64} - Dockerfile\n[0-9a-f]{64} - trainyard\.yml\n$/);
    await call('s3', 'HeadObject', { Bucket: deployed.source.bucket, Key: deployed.source.key });
  });

  it('are left alone when nothing changed', async () => {
    const { stacks } = await deployAssembly(runtime.world, assembly);
    for (const { created, updated, deleted } of stacks) expect([created, updated, deleted]).toEqual([[], [], []]);
  });

  it('change only what a changed setting says', async () => {
    const { outdir } = synthesize(...arguments_(settingsOf('birds').replace('0.75', '0.8')));
    const { stacks } = await deployAssembly(runtime.world, outdir);
    // The settings file is part of the source, whose facts are in Deployed.
    expect(stacks.map(({ name, updated }) => [name, updated.map((id) => id.replace(/[0-9A-F]{8}$/, ''))])).toEqual([
      ['Trainyard', []],
      ['Trainyard-birds', ['Settingsevaluation', 'Deployed']],
    ]);
  });

  it('make a repository that tells the launch topic of pushes, a rule that tells it of the time, and one that puts uploads into their queue', async () => {
    const more = 'source: {type: codecommit}\ntriggers: {data: true, schedule: rate(7 days)}\n';
    const { outdir } = synthesize(...arguments_(`${settingsOf('planes')}${more}`));
    const { stacks } = await deployAssembly(runtime.world, outdir);
    const { LaunchTopicArn } = stacks[0]?.outputs ?? {};
    const { triggers } = await call('codecommit', 'GetRepositoryTriggers', { repositoryName: 'trainyard-planes' });
    expect(triggers).toMatchObject([{ name: 'trainyard', destinationArn: LaunchTopicArn, events: ['all'], customData: 'planes' }]);
    const targets = { data: 'arn:aws:sqs:us-east-1:000000000000:trainyard-uploads', schedule: LaunchTopicArn };
    for (const [kind, Arn] of Object.entries(targets)) {
      const { Targets } = await call('events', 'ListTargetsByRule', { Rule: `trainyard-planes-${kind}` });
      expect(Targets).toMatchObject([{ Arn }]);
    }
  });

  it('let the build clone a repository of another name', async () => {
    const { outdir } = synthesize(...arguments_(`${settingsOf('trains')}source: {type: codecommit, repository: team-models}\n`));
    await deployAssembly(runtime.world, outdir);
    const { PolicyDocument } = await call('iam', 'GetRolePolicy', { RoleName: 'trainyard-trains-build', PolicyName: 'build' });
    const { Statement } = JSON.parse(decodeURIComponent(PolicyDocument)) as { Statement: { Action: unknown }[] };
    expect(Statement.filter(({ Action }) => String(Action).startsWith('codecommit:'))).toEqual([
      { Effect: 'Allow', Action: 'codecommit:GitPull', Resource: 'arn:aws:codecommit:us-east-1:000000000000:team-models' },
    ]);
  });
});
