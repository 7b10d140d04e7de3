import { GetRepositoryCommand } from '@aws-sdk/client-codecommit';
import { describe, expect, it, vi } from 'vitest';
import type { World } from '../../../../../local/world.ts';
import { makeFunction } from '../../helpers/functions.ts';
import { plainRequest, signedRequest } from '../../helpers/signed-request.ts';
import { repositoryWorld } from './helpers.ts';

const none = '0'.repeat(40);
const prints = 'exports.handler = async (event) => { console.log(JSON.stringify(event)); };';

interface Message {
  Records: { codecommit: { references: object[] }; eventTriggerName: string }[];
}

/** A topic, whose policy lets `principal` publish, with a function that prints what reaches it. */
async function launchTopic(world: World, principal = 'codecommit.amazonaws.com') {
  const { TopicArn } = await world.call<{ TopicArn: string }>('sns', 'CreateTopic', { Name: 'launches' });
  const Condition = { ArnLike: { 'aws:SourceArn': `arn:aws:codecommit:us-east-1:${world.account}:*` } };
  const statement = { Effect: 'Allow', Principal: { Service: principal }, Action: 'sns:Publish', Resource: TopicArn, Condition };
  const AttributeValue = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  await world.call('sns', 'SetTopicAttributes', { TopicArn, AttributeName: 'Policy', AttributeValue });
  const FunctionArn = await makeFunction(world, 'subscriber', prints);
  await permit(world, 'subscriber', 'sns.amazonaws.com', TopicArn);
  await world.call('sns', 'Subscribe', { TopicArn, Protocol: 'lambda', Endpoint: FunctionArn });
  return TopicArn;
}

const permit = (world: World, FunctionName: string, Principal: string, SourceArn: string) =>
  world.call('lambda', 'AddPermission', { FunctionName, StatementId: 'caller', Action: 'lambda:InvokeFunction', Principal, SourceArn });

/** The events that a function has printed; waits until there are `count`. */
async function printed<T>(world: World, name: string, count: number): Promise<T[]> {
  return vi.waitFor(
    async () => {
      const { events } = await world.call<{ events: { message: string }[] }>('logs', 'FilterLogEvents', {
        logGroupName: `/aws/lambda/${name}`,
      });
      const seen = events.flatMap(({ message }) => /\{.*"Records".*\}/s.exec(message) ?? []).map((text) => JSON.parse(text) as T);
      if (seen.length < count) throw new Error(`${seen.length} of ${count} events`);
      return seen;
    },
    { timeout: 10_000, interval: 25 },
  );
}

async function messages(world: World, count: number) {
  const events = await printed<{ Records: { Sns: { Subject: string; Message: string } }[] }>(world, 'subscriber', count);
  return events.map(({ Records }) => ({ subject: Records[0]?.Sns.Subject, message: JSON.parse(Records[0]?.Sns.Message ?? '') as Message }));
}

describe('a push', () => {
  it('reaches the topic of the trigger with CodeCommit’s own message, and says so to the pusher', async () => {
    const { world, client, checkout, triggers, failures } = await repositoryWorld();
    const destinationArn = await launchTopic(world);
    const { configurationId } = await triggers({ destinationArn, customData: 'model birds' });
    const said = await checkout.git('push', 'trainyard', 'main');
    expect(said).toMatch(/^remote: Trainyard: the trigger "launch" of birds was fired for refs\/heads\/main\. *$/m);
    const first = await checkout.head();
    const [{ subject, message }] = (await messages(world, 1)) as [{ subject: string; message: Message }];
    expect(subject).toBe('UPDATE: AWS CodeCommit us-east-1 push: birds');
    expect(message).toEqual({
      Records: [
        {
          awsRegion: 'us-east-1',
          codecommit: { references: [{ commit: first, created: true, ref: 'refs/heads/main' }] },
          customData: 'model birds',
          eventId: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
          eventName: 'ReferenceChange',
          eventPartNumber: 1,
          eventSource: 'aws:codecommit',
          eventSourceARN: `arn:aws:codecommit:us-east-1:${world.account}:birds`,
          eventTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/),
          eventTotalParts: 1,
          eventTriggerConfigId: configurationId,
          eventTriggerName: 'launch',
          eventVersion: '1.0',
          userIdentityARN: `arn:aws:iam::${world.account}:root`,
        },
      ],
    });
    const second = await checkout.commit({ 'README.md': 'more\n' });
    await checkout.git('push', 'trainyard', 'main');
    expect((await messages(world, 2))[1]?.message.Records[0]?.codecommit.references).toEqual([{ commit: second, ref: 'refs/heads/main' }]);
    const { repositoryMetadata } = await client.send(new GetRepositoryCommand({ repositoryName: 'birds' }));
    expect(repositoryMetadata?.lastModifiedDate).not.toEqual(repositoryMetadata?.creationDate);
    expect(failures).toEqual([]);
  });

  it('of two branches is one message with both, and fires nothing for branches and events the trigger leaves out', async () => {
    const { world, checkout, triggers } = await repositoryWorld();
    const destinationArn = await launchTopic(world);
    await triggers(
      { destinationArn, branches: ['main', 'release/1'] },
      { name: 'updates', destinationArn, events: ['updateReference'] },
      { name: 'removals', destinationArn, events: ['deleteReference'] },
    );
    const commit = await checkout.head();
    const said = await checkout.git('push', 'trainyard', 'main', 'main:release/1', 'main:dev', 'main:refs/tags/v1');
    expect(said).toMatch(/birds has no trigger for refs\/heads\/dev, refs\/tags\/v1: stored, and nothing was started\./);
    const [{ message }] = (await messages(world, 1)) as [{ subject: string; message: Message }];
    expect(message.Records).toHaveLength(1);
    expect(message.Records[0]?.eventTriggerName).toBe('launch');
    expect(message.Records[0]?.codecommit.references).toEqual([
      { commit, created: true, ref: 'refs/heads/main' },
      { commit, created: true, ref: 'refs/heads/release/1' },
    ]);
    await checkout.git('push', 'trainyard', ':dev');
    const [, removal] = await messages(world, 2);
    expect(removal?.message.Records[0]).toMatchObject({
      eventTriggerName: 'removals',
      customData: null,
      codecommit: { references: [{ commit: none, deleted: true, ref: 'refs/heads/dev' }] },
    });
  });

  it('invokes a function that lets CodeCommit do so', async () => {
    const { world, checkout, triggers } = await repositoryWorld();
    const destinationArn = await makeFunction(world, 'hooked', prints);
    await triggers({ destinationArn });
    await permit(world, 'hooked', 'codecommit.amazonaws.com', `arn:aws:codecommit:us-east-1:${world.account}:birds`);
    await checkout.git('push', 'trainyard', 'main');
    const [event] = await printed<Message>(world, 'hooked', 1);
    expect(event?.Records[0]?.codecommit.references).toMatchObject([{ ref: 'refs/heads/main' }]);
  });

  it('puts an event for every reference on the bus', async () => {
    const { checkout, events, metadata, world } = await repositoryWorld();
    const first = await checkout.head();
    await checkout.git('push', 'trainyard', 'main', 'main:refs/tags/v1', 'main:a/b');
    const second = await checkout.commit({ x: '' });
    await checkout.git('push', 'trainyard', 'main', ':a/b');
    const arn = `arn:aws:codecommit:us-east-1:${world.account}:birds`;
    const changes = events.filter(({ source }) => source === 'aws.codecommit');
    expect(changes.every(({ detailType, resources }) => detailType === 'CodeCommit Repository State Change' && resources[0] === arn)).toBe(
      true,
    );
    const common = { repositoryName: 'birds', repositoryId: metadata?.repositoryId, callerUserArn: `arn:aws:iam::${world.account}:root` };
    const branch = (name: string) => ({ ...common, referenceType: 'branch', referenceName: name, referenceFullName: `refs/heads/${name}` });
    const details = changes.map(({ detail }) => detail);
    expect(details).toHaveLength(5);
    expect(details).toEqual(
      expect.arrayContaining([
        { event: 'referenceCreated', ...branch('main'), commitId: first },
        { event: 'referenceCreated', ...branch('a/b'), commitId: first },
        {
          event: 'referenceCreated',
          ...common,
          referenceType: 'tag',
          referenceName: 'v1',
          referenceFullName: 'refs/tags/v1',
          commitId: first,
        },
        { event: 'referenceUpdated', ...branch('main'), commitId: second, oldCommitId: first },
        { event: 'referenceDeleted', ...branch('a/b'), oldCommitId: first },
      ]),
    );
  });

  it('is kept when its trigger is refused, and both the pusher and the world’s owner hear why', async () => {
    const { world, checkout, triggers, failures } = await repositoryWorld();
    await triggers({ destinationArn: await launchTopic(world, 'events.amazonaws.com') });
    const said = await checkout.git('push', 'trainyard', 'main');
    expect(said.replace(/\s*\nremote: /g, ' ')).toMatch(
      /the push is stored, but the trigger "launch" of birds failed for refs\/heads\/main: AuthorizationError: User: codecommit\.amazonaws\.com is not authorized to perform: sns:Publish/i,
    );
    await vi.waitFor(() => expect(failures).toEqual(['trigger launch of repository birds']));
    const { branch } = await world.call<{ branch: object }>('codecommit', 'GetBranch', { repositoryName: 'birds', branchName: 'main' });
    expect(branch).toEqual({ branchName: 'main', commitId: await checkout.head() });
  });

  it('without a world is stored, and said to be found later', async () => {
    const { runtime, world, checkout, triggers } = await repositoryWorld();
    await triggers({ destinationArn: await launchTopic(world) });
    await runtime.stop();
    const said = await checkout.git('push', 'trainyard', 'main');
    expect(said).toMatch(/remote: Trainyard: no local world runs on .*The push is stored and will be found when the world runs\./);
    expect(await checkout.git('ls-remote', 'trainyard', 'main')).toContain(await checkout.head());
  });
});

describe('the door of the hook', () => {
  it('is closed to all who cannot read the state folder', async () => {
    const { runtime, world } = await repositoryWorld();
    const change = { before: none, after: 'a'.repeat(40), ref: 'refs/heads/main' };
    const path = '/_trainyard/codecommit/birds';
    const body = JSON.stringify({ changes: [change] });
    expect((await plainRequest(runtime.endpointUrl, path, { method: 'POST', body })).status).toBe(403);
    for (const keys of [undefined, world.credentials('arn:aws:iam::000000000000:role/some')])
      expect((await signedRequest(runtime, path, { service: 'trainyard', keys, body })).status).toBe(403);
  });
});
