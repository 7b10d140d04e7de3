import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createApp } from '../../infra/create-app.ts';
import { deployAssembly } from '../../local/cloudformation/index.ts';
import { startWorld } from '../../local/runtime.ts';
import type { Mail } from '../../local/world.ts';
import { modelFolder, ofType, settingsOf, synthesize } from './synthesize.ts';

const model = () => modelFolder(`${settingsOf('birds')}triggers: {data: true, schedule: rate(7 days)}\n`);
const all = (type: string) => {
  const { templates } = synthesize('--models', model(), '--email', 'team@example.com');
  return [...templates.values()].flatMap((template) => ofType(template, type).map(([, { Properties }]) => Properties));
};

describe('no asynchronous hop loses a message:', () => {
  it('every target of every rule has the dead-letter queue', () => {
    const targets = all('AWS::Events::Rule').flatMap(({ Targets }) => Targets);
    expect(targets.length).toBeGreaterThan(6);
    for (const { DeadLetterConfig } of targets) expect(JSON.stringify(DeadLetterConfig)).toMatch(/DeadLetters|trainyard-dead-letters/);
  });

  it('every subscription but a mailbox has it', () => {
    const subscriptions = all('AWS::SNS::Subscription').filter(({ Protocol }) => Protocol !== 'email');
    expect(subscriptions).toHaveLength(1);
    for (const { RedrivePolicy } of subscriptions) expect(RedrivePolicy.deadLetterTargetArn).toBeDefined();
  });

  it('every function that a rule or a topic calls has it, after two retries', () => {
    const principals = ['events.amazonaws.com', 'sns.amazonaws.com'];
    const called = all('AWS::Lambda::Permission').filter(({ Principal }) => principals.includes(Principal));
    const names = new Set(called.map(({ FunctionName }) => FunctionName['Fn::GetAtt'][0]));
    const configs = all('AWS::Lambda::EventInvokeConfig');
    expect(new Set(configs.map(({ FunctionName }) => FunctionName.Ref))).toEqual(names);
    for (const { DestinationConfig, MaximumRetryAttempts } of configs) {
      expect(MaximumRetryAttempts).toBe(2);
      expect(DestinationConfig.OnFailure.Destination).toBeDefined();
    }
  });

  it('the queue is encrypted, takes TLS only, and keeps messages for two weeks', () => {
    const kept = { SqsManagedSseEnabled: true, MessageRetentionPeriod: 1_209_600 };
    expect(all('AWS::SQS::Queue')).toMatchObject([{ ...kept, QueueName: 'trainyard-dead-letters' }, kept]);
    const [{ PolicyDocument }] = all('AWS::SQS::QueuePolicy');
    const insecure = { Effect: 'Deny', Action: 'sqs:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
    expect(PolicyDocument.Statement).toContainEqual(expect.objectContaining(insecure));
  });
});

it('a launch that cannot be delivered, and an upload whose queue is gone, are kept, and a mail says so', async () => {
  const told: string[] = [];
  const runtime = await startWorld({
    dataDir: mkdtempSync(join(tmpdir(), 'trainyard-world-')),
    onBackgroundError: (name, error) => void told.push(`${name}: ${(error as Error).message}`),
  });
  onTestFinished(() => runtime.stop());
  // biome-ignore lint/suspicious/noExplicitAny: answers have the APIs' own shapes.
  const call = (service: string, operation: string, input: object) => runtime.world.call<any>(service as 'sqs', operation, input);
  const mailed = new Promise<Mail>((resolve) => {
    runtime.onMail((mail) => {
      if (mail.subject.includes('dead-letters')) resolve(mail);
    });
  });
  const { stacks } = await deployAssembly(runtime.world, synthesize('--models', model(), '--email', 'team@example.com').outdir);
  const TopicArn = stacks[0]?.outputs.RunsTopicArn?.replace(/-runs$/, '-launch') as string;
  await call('lambda', 'DeleteFunction', { FunctionName: 'trainyard-launch' });
  await call('sns', 'Publish', { TopicArn, Message: '{"model":"birds"}' });
  const uploads = await call('sqs', 'GetQueueUrl', { QueueName: 'trainyard-uploads' });
  await call('sqs', 'DeleteQueue', uploads);
  await call('s3', 'PutObject', { Bucket: stacks[0]?.outputs.DataBucket, Key: 'birds/training/a.csv', Body: 'x' });
  expect((await mailed).text).toContain('docs/runbook.md, DeadLetters');
  const { QueueUrl } = await call('sqs', 'GetQueueUrl', { QueueName: 'trainyard-dead-letters' });
  const bodies: string[] = [];
  while (bodies.length < 2) {
    const { Messages = [] } = await call('sqs', 'ReceiveMessage', { QueueUrl, MaxNumberOfMessages: 10 });
    bodies.push(...Messages.map(({ Body }: { Body: string }) => Body));
    await new Promise(setImmediate);
  }
  expect(JSON.parse(bodies[0] as string)).toMatchObject({ TopicArn, Message: '{"model":"birds"}' });
  expect(JSON.parse(bodies[1] as string)).toMatchObject({ 'detail-type': 'Object Created' });
  expect(told).toEqual([]);
});

describe('options that open doors', () => {
  const withContext = (context: Record<string, unknown>) => {
    const outdir = mkdtempSync(join(tmpdir(), 'trainyard-cdk-'));
    const app = createApp(['--outdir', outdir, '--models', model()], { appProps: { context } });
    return { outdir, template: app.synth().getStackByName('Trainyard').template };
  };

  it('a role for GitHub Actions may publish to the launch topic and nothing else, for these repositories alone', async () => {
    const { outdir, template } = withContext({ githubRepositories: 'acme/birds, acme/planes' });
    const [role] = ofType(template, 'AWS::IAM::Role').filter(([id]) => id.startsWith('GithubActions'));
    expect(role?.[1].Properties).toMatchObject({
      RoleName: 'trainyard-github-actions',
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Action: 'sts:AssumeRoleWithWebIdentity',
            Condition: {
              StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' },
              StringLike: {
                'token.actions.githubusercontent.com:sub': ['repo:acme/birds:ref:refs/heads/*', 'repo:acme/planes:ref:refs/heads/*'],
              },
            },
          },
        ],
      },
      Policies: [
        {
          PolicyDocument: {
            Statement: [{ Action: 'sns:Publish', Effect: 'Allow', Resource: { Ref: expect.stringMatching(/^Launches/) } }],
          },
        },
      ],
    });
    const runtime = await startWorld({ dataDir: mkdtempSync(join(tmpdir(), 'trainyard-world-')) });
    onTestFinished(() => runtime.stop());
    const { stacks } = await deployAssembly(runtime.world, outdir);
    const roleArn = stacks[0]?.outputs.GithubActionsRoleArn as string;
    expect(roleArn).toBe('arn:aws:iam::000000000000:role/trainyard-github-actions');
    const publish = (topic: string) =>
      runtime.world.authorize(roleArn, 'sns:Publish', `arn:aws:sns:us-east-1:000000000000:trainyard-${topic}`);
    publish('launch');
    expect(() => publish('runs')).toThrow(/not authorized/);
  });

  it("the account's own identity provider is used where it is named", () => {
    const githubProviderArn = 'arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com';
    const { template } = withContext({ githubRepositories: 'acme/birds', githubProviderArn });
    expect(ofType(template, 'AWS::IAM::OIDCProvider')).toEqual([]);
    expect(JSON.stringify(template)).toContain(`"Federated":"${githubProviderArn}"`);
  });

  it('the webhook has no reserved concurrency unless it is asked for: new accounts have too little', () => {
    const reserved = (context: object) => {
      const functions = ofType(withContext({ ...context }).template, 'AWS::Lambda::Function');
      return functions.flatMap(([, { Properties }]) => (Properties.ReservedConcurrentExecutions ? [Properties] : []));
    };
    expect(reserved({})).toEqual([]);
    expect(reserved({ webhookConcurrency: '5' })).toMatchObject([{ FunctionName: 'trainyard-webhook', ReservedConcurrentExecutions: 5 }]);
  });

  it.each([
    [{ webhookConcurrency: 'many' }, 'webhookConcurrency: expected a whole number from 1, got "many"'],
    [{ githubRepositories: 'acme' }, 'githubRepositories: expected owner/name, several by commas, got "acme"'],
    [{ githubProviderArn: 'x' }, /^githubProviderArn: expected arn:aws:iam::ACCOUNT:oidc-provider\/.*, got "x"$/],
  ])('%j is refused', (context, message) => {
    expect(() => withContext(context)).toThrow(message);
  });
});
