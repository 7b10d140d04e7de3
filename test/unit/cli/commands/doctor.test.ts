import { CodeCommitClient, CreateRepositoryCommand } from '@aws-sdk/client-codecommit';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { DeleteParameterCommand } from '@aws-sdk/client-ssm';
import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../../../cli/arguments.ts';
import { accountFindings } from '../../../../cli/commands/doctor.ts';
import { commands } from '../../../../cli/definitions.ts';
import { main } from '../../../../cli/dispatch.ts';
import type { Finding } from '../../../../cli/doctor/finding.ts';
import { fakeIo } from '../fake-io.ts';
import { held, type InstalledWorld, installedWorld } from '../installed-world.ts';

const plenty = { send: async () => ({ Quotas: [] }) } as never;

/** An installation whose runs topic is there, with this source of its model. */
async function installation(source: object = { type: 'folder', bucket: 'b', key: 'k', manifestKey: 'm', version: '1a2b3c' }) {
  const world = await installedWorld();
  const { TopicArn = '' } = await world.account.client(SNSClient).send(new CreateTopicCommand({ Name: 'trainyard-runs' }));
  const Variables = { ARTIFACTS_BUCKET: 'artifacts', RUNS_TOPIC_ARN: TopicArn };
  await world.runtime.world.call('lambda', 'UpdateFunctionConfiguration', { FunctionName: 'trainyard-notify', Environment: { Variables } });
  const role = 'arn:aws:iam::000000000000:role/r';
  const names = {
    repositoryUri: 'u',
    buildRoleArn: role,
    trainingRoleArn: role,
    hostingRoleArn: role,
    modelPackageGroup: 'g',
    buildspecHash: 'h',
  };
  await world.parameter('/trainyard/birds/deployed', { ...names, source });
  return { world, TopicArn };
}

async function ask({ account }: InstalledWorld, ...words: string[]): Promise<Finding[]> {
  return accountFindings(account, parseArguments(commands.doctor, words), fakeIo({ cwd: '/' }), plenty);
}

const find = (found: readonly Finding[], check: string) => found.filter((finding) => finding.check === check);

describe('trainyard doctor', { timeout: 20_000 }, () => {
  it('asks a running local world as it would ask AWS, prints a line for each check, and ends with 1 where one fails', async () => {
    const { world } = await installation();
    const call = async (...words: string[]) => {
      const io = fakeIo();
      return { code: await main(['doctor', 'examples/bird-strikes', '--state-dir', world.dataDir, ...words], io, {}), ...io.written };
    };
    const { code, out } = await call();
    expect(out).toContain(`runs at ${world.runtime.endpointUrl}`);
    for (const text of out.trimEnd().split('\n')) expect(text).toMatch(/^(ok {2}|warn|FAIL) {2}\S/);
    expect([code, out.includes('FAIL')]).toEqual([0, false]);

    await world.parameter('/trainyard/birds/overrides/training', { instanceCounts: 2 });
    const failed = await call('--json');
    expect(failed.code).toBe(1);
    expect(find(JSON.parse(failed.out), 'settings of birds')).toMatchObject([
      { state: 'FAIL', text: expect.stringContaining('instanceCounts') },
    ]);
  });

  it('says what the named models cost where nothing is deployed, and what is wrong with their settings', async () => {
    const io = fakeIo();
    await main(['doctor', 'examples/bird-strikes', '--json', '--state-dir', '/nowhere/at/all'], io, {});
    const [cost] = find(JSON.parse(io.written.out), 'cost of bird-strikes');
    expect(cost?.text).toMatch(/^the endpoint about \$\d+ a month .*; a run \$.* \(on-demand prices of us-east-1 on \d{4}-\d\d-\d\d\)$/);
    const wrong = fakeIo();
    expect(await main(['doctor', 'no-such-folder', '--state-dir', '/nowhere/at/all'], wrong, {})).toBe(1);
    expect(wrong.written.out).toMatch(/^FAIL {2}models .*no-such-folder/m);
  });

  it('ends with a FAIL where no region or no credentials are known', async () => {
    const io = fakeIo();
    const env = { AWS_CONFIG_FILE: '/dev/null' };
    expect(await main(['doctor', '--aws', '--profile', 'none', '--region', 'eu-west-1'], io, env)).toBe(1);
    expect(io.written.out).toMatch(/^FAIL {2}credentials/m);
  });
});

describe('an account', { timeout: 20_000 }, () => {
  it('has to be bootstrapped', async () => {
    const { world } = await installation();
    const Name = '/cdk-bootstrap/hnb659fds/version';
    await world.account.ssm.send(new DeleteParameterCommand({ Name })).catch(() => undefined);
    expect(find(await ask(world), 'cdk bootstrap')).toMatchObject([{ state: 'FAIL', text: expect.stringContaining('npx cdk bootstrap') }]);
    await world.parameter(Name, 5);
    expect(find(await ask(world), 'cdk bootstrap')).toMatchObject([{ state: 'FAIL' }]);
    await world.parameter(Name, 29);
    expect(find(await ask(world), 'cdk bootstrap')).toMatchObject([{ state: 'ok', text: 'version 29' }]);
  });

  it('mails to nobody before the subscription is confirmed', async () => {
    const { world, TopicArn } = await installation();
    expect(find(await ask(world), 'subscriptions')).toMatchObject([{ state: 'warn', text: expect.stringContaining('nobody hears') }]);
    await world.account.client(SNSClient).send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'team@example.com' }));
    expect(find(await ask(world), 'subscriptions')).toMatchObject([
      { state: 'warn', text: expect.stringContaining('team@example.com has not confirmed') },
    ]);
  });

  it('has the repository and the branch that runs build', async () => {
    const { world } = await installation({ type: 'codecommit', repository: 'models', location: 'l' });
    const check = 'source of birds';
    expect(find(await ask(world), check)).toMatchObject([
      { state: 'FAIL', text: expect.stringContaining('no CodeCommit repository models') },
    ]);
    await world.account.client(CodeCommitClient).send(new CreateRepositoryCommand({ repositoryName: 'models' }));
    expect(find(await ask(world), check)).toMatchObject([{ state: 'warn', text: expect.stringContaining('no branch main yet') }]);
  });

  it('has the secret of the webhook where a model is on GitHub', async () => {
    const { world } = await installation({ type: 'github', repository: 'acme/birds', location: 'l' });
    expect(find(await ask(world), 'webhook secret')).toEqual([]);
    await world.parameter('/trainyard/birds/defaults/source', { type: 'github', repository: 'acme/birds' });
    const before = await ask(world);
    expect([find(before, 'webhook secret')[0]?.state, find(before, 'github token')[0]?.state]).toEqual(['FAIL', 'warn']);
    await world.parameter('/trainyard-secrets/webhook', 'hush-hush');
    const after = await ask(world);
    expect(find(after, 'webhook secret')).toMatchObject([{ state: 'ok' }]);
    expect(JSON.stringify(after)).not.toContain('hush-hush');
  });

  it('says of a lock that only a person frees', async () => {
    const { world } = await installation();
    await world.putState({ running: held() });
    expect(find(await ask(world), 'lock of birds')).toEqual([]);
    await world.putState({ running: held({ phase: 'stuck' }) });
    expect(find(await ask(world), 'lock of birds')).toMatchObject([
      { state: 'FAIL', text: expect.stringContaining('trainyard unlock birds') },
    ]);
  });

  it('is asked everything else where one question is not allowed', async () => {
    const { world } = await installation();
    const refused = {
      send: async () => Promise.reject(Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' })),
    } as never;
    const found = await accountFindings(world.account, parseArguments(commands.doctor, []), fakeIo({ cwd: '/' }), refused);
    expect(find(found, 'quotas')).toEqual([
      { check: 'quotas', state: 'warn', text: 'could not be asked: AccessDeniedException: not authorized' },
    ]);
    expect(find(found, 'settings of birds')).toMatchObject([{ state: 'ok' }]);
    expect(find(found, 'cost of birds')).toHaveLength(1);
  });
});
