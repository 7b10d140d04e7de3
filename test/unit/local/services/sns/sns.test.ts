import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  DeleteTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTopicsCommand,
  PublishBatchCommand,
  PublishCommand,
  type PublishCommandInput,
  SetSubscriptionAttributesCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Mail, Runtime } from '../../../../../local/runtime.ts';
import { parseMail } from '../../../../../local/services/sns/mail-page.ts';
import { plainRequest } from '../../helpers/signed-request.ts';
import { clientOptions, testWorld } from '../../helpers/world.ts';

let world: Runtime;
let sns: SNSClient;
let TopicArn: string;
let mails: Mail[];
let waiting: (() => void)[];

beforeEach(async () => {
  world = await testWorld();
  sns = new SNSClient(clientOptions(world));
  onTestFinished(() => sns.destroy());
  mails = [];
  waiting = [];
  world.onMail((mail) => {
    mails.push(mail);
    for (const wake of waiting.splice(0)) wake();
  });
  TopicArn = (await sns.send(new CreateTopicCommand({ Name: 'runs' }))).TopicArn as string;
});

/** The mails, once there are so many. */
async function mailed(count: number): Promise<Mail[]> {
  while (mails.length < count) await new Promise<void>((resolve) => void waiting.push(resolve));
  return mails;
}

const publish = (input: Partial<PublishCommandInput>) => sns.send(new PublishCommand({ TopicArn, Message: 'hello', ...input }));
const failed = async (work: Promise<unknown>) =>
  work.then(
    () => expect.fail('the call should have failed'),
    (error) => `${error.$metadata.httpStatusCode} ${error.name}: ${error.message}`,
  );
const browse = async (path: string) => {
  const answer = await fetch(new URL(path, world.endpointUrl));
  return { status: answer.status, policy: answer.headers.get('content-security-policy'), html: await answer.text() };
};
/** Clicks the button of the page behind a link, as a browser does that shows it. */
const press = async (link: string) => {
  const [, action = ''] = /<form method="post" action="([^"]*)"><button>/.exec((await browse(link)).html) ?? [];
  const path = action.replace(/&#(\d+);/g, (_all, code) => String.fromCharCode(Number(code)));
  return (await plainRequest(world.endpointUrl, path, { method: 'POST', headers: { origin: world.endpointUrl } })).text;
};

/** Subscribes an address as the template does, and waits for its mail. */
async function subscribed(Endpoint = 'ann@example.org', Attributes: Record<string, string> = {}): Promise<string> {
  const deploy = { arn: 'arn:aws:sts::000000000000:assumed-role/cdk-exec/AWSCloudFormation' };
  const input = { TopicArn, Protocol: 'email', Endpoint, Attributes };
  const before = mails.length;
  const { SubscriptionArn } = await world.world.call<{ SubscriptionArn: string }>('sns', 'Subscribe', input, deploy);
  await mailed(before + 1);
  mails.length = 0;
  return SubscriptionArn;
}

describe('mails', () => {
  it('go to a confirmed address, as a file that any mail program reads', async () => {
    await subscribed();
    await sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName: 'DisplayName', AttributeValue: 'Trainyard' }));
    await publish({ Subject: 'Model grün is live', Message: `Zeile eins\n.\n${'lang '.repeat(300)}\nfrom here` });
    const [mail] = await mailed(1);
    expect(mail).toMatchObject({ to: 'ann@example.org', subject: 'Model grün is live' });
    const { headers, text } = parseMail(readFileSync((mail as Mail).file, 'utf8'));
    expect(headers).toMatchObject({ subject: 'Model grün is live', to: 'ann@example.org', from: 'Trainyard <no-reply@sns.amazonaws.com>' });
    expect(text).toContain(
      `Zeile eins\n.\n${'lang '.repeat(300)}\nfrom here\n\n--\nIf you wish to stop receiving notifications from this topic`,
    );
    expect(readdirSync(join(world.world.dataDir, 'mail')).sort()[1]).toMatch(/^\d{8}T\d{6}-\d{3}-002-model-gr-n-is-live\.eml$/);
  });

  it('can be read in the file as they stand: no link is broken, no table', async () => {
    await subscribed();
    const link = `https://example.org/?a=${'b'.repeat(200)}`;
    await publish({ Message: `größer = 1\n${link}\n\nend` });
    const [mail] = await mailed(1);
    const source = readFileSync((mail as Mail).file, 'utf8');
    expect(source).toContain('Content-Transfer-Encoding: 8bit\r\n');
    expect(source).toContain(`\r\n\r\ngrößer = 1\r\n${link}\r\n\r\nend\r\n`);
    expect(parseMail(source).text).toContain(`größer = 1\n${link}\n\nend\n`);
  });

  it('have the subject and text of AWS where the message has none', async () => {
    await subscribed();
    await publish({ MessageStructure: 'json', Message: JSON.stringify({ default: 'for all', email: 'for mail' }) });
    const [mail] = await mailed(1);
    expect(mail?.subject).toBe('AWS Notification Message');
    expect(mail?.text).toMatch(/^for mail\n\n--\n/);
  });

  it('are not sent before the address has confirmed by its link', async () => {
    const pending = await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'bob@example.org' }));
    expect(pending.SubscriptionArn).toBe('pending confirmation');
    await publish({ Message: 'too early' });
    const [question] = await mailed(1);
    expect(question).toMatchObject({ to: 'bob@example.org', subject: 'AWS Notification - Subscription Confirmation' });
    const link = /http:\S+/.exec((question as Mail).text)?.[0] as string;
    const wrong = await browse(link.replace(/Token=.*/, 'Token=0'));
    expect([wrong.status, wrong.html]).toEqual([400, expect.stringContaining('InvalidParameter: Invalid parameter: Token')]);
    const asked = await browse(link);
    expect(asked).toMatchObject({ status: 200, html: expect.stringContaining('bob@example.org will get the messages of') });
    // A picture or a form of any page could have sent this.
    expect((await plainRequest(world.endpointUrl, link.slice(world.endpointUrl.length), { method: 'POST' })).status).toBe(403);
    expect((await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }))).Subscriptions).toMatchObject([
      { SubscriptionArn: 'PendingConfirmation' },
    ]);
    expect(await press(link)).toContain('Subscription confirmed!');
    expect((await browse(link)).status).toBe(400);
    await publish({ Message: 'in time' });
    expect((await mailed(2))[1]?.text).toMatch(/^in time\n/);
  });

  it('stop after the link in their footer was followed', async () => {
    await subscribed();
    await publish({});
    const link = /http:\/\/127\S+/.exec((await mailed(1))[0]?.text ?? '')?.[0] as string;
    expect((await browse(link)).html).toContain('ann@example.org will get no more messages');
    expect((await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }))).Subscriptions).toHaveLength(1);
    expect(await press(link)).toContain('ann@example.org gets no more messages');
    const { Subscriptions } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    expect(Subscriptions ?? []).toEqual([]);
  });

  it('are shown on a page that takes nothing in them for markup', async () => {
    await subscribed();
    await publish({
      Subject: '<b>bold</b>',
      Message: `<script>alert(1)</script> http://evil.example/ ${world.endpointUrl}/_trainyard/mail`,
    });
    const [mail] = await mailed(1);
    const list = await browse('/_trainyard/mail');
    expect(list.html).not.toContain('<b>bold');
    const one = await browse(`/_trainyard/mail/${(mail as Mail).file.split('/').at(-1)}`);
    expect(one.policy).toMatch(/^default-src 'none';/);
    expect(one.html).not.toContain('<script>');
    expect(one.html).not.toContain('href="http://evil');
    expect(one.html).toContain(`<a href="${world.endpointUrl}/_trainyard/mail">`);
    expect((await browse('/_trainyard/mail/..%2Fworld.json')).status).toBe(404);
  });
});

describe('publishing', () => {
  it.each([
    [{ Subject: '' }, 'Invalid parameter: Subject'],
    [{ Subject: 'x'.repeat(100) }, 'Invalid parameter: Subject'],
    [{ Subject: 'two\nlines' }, 'Invalid parameter: Subject'],
    [{ Message: '' }, 'Invalid parameter: Empty message'],
    [{ Message: 'ü'.repeat(131_073) }, 'Invalid parameter: Message too long'],
    [
      { MessageStructure: 'json', Message: '{"email":"x"}' },
      'Invalid parameter: Message Structure - No default entry in JSON message body',
    ],
    [{ TopicArn: undefined }, 'Invalid parameter: TopicArn or TargetArn Reason: no value for required parameter'],
  ])('refuses %o', async (input, message) => {
    expect(await failed(publish(input))).toBe(`400 InvalidParameterException: ${message}`);
  });

  it('takes the largest message, and knows no topic that nobody made', async () => {
    expect((await publish({ Message: 'x'.repeat(262_144), Subject: 'x'.repeat(99) })).MessageId).toMatch(/^[0-9a-f-]{36}$/);
    expect(await failed(publish({ TopicArn: `${TopicArn}x` }))).toBe('404 NotFoundException: Topic does not exist');
  });

  it('takes ten messages at once, each for itself', async () => {
    const entry = (Id: string, Message = 'm') => ({ Id, Message });
    const batch = (entries: { Id: string; Message: string }[]) =>
      sns.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries: entries }));
    const { Successful, Failed } = await batch([entry('a'), entry('b', '')]);
    expect(Successful?.map(({ Id }) => Id)).toEqual(['a']);
    expect(Failed).toEqual([{ Id: 'b', Code: 'InvalidParameter', Message: 'Invalid parameter: Empty message', SenderFault: true }]);
    expect(await failed(batch(Array.from({ length: 11 }, (_, at) => entry(`e${at}`))))).toMatch(/TooManyEntriesInBatchRequest/);
    expect(await failed(batch([entry('a'), entry('a')]))).toMatch(/BatchEntryIdsNotDistinct/);
  });

  it('reaches only the subscriptions whose filter lets the message through', async () => {
    const attributes = (policy: object, scope = 'MessageAttributes') => ({
      FilterPolicy: JSON.stringify(policy),
      FilterPolicyScope: scope,
    });
    await subscribed('failures@example.org', attributes({ outcome: ['failed', { prefix: 'timed' }] }));
    await subscribed('big@example.org', attributes({ rows: [{ numeric: ['>', 100] }] }));
    await subscribed('body@example.org', attributes({ run: { model: ['birds'] } }, 'MessageBody'));
    const attribute = (DataType: string, StringValue: string) => ({ DataType, StringValue });
    await publish({ MessageAttributes: { outcome: attribute('String', 'failed') } });
    await publish({ MessageAttributes: { outcome: attribute('String', 'ok'), rows: attribute('Number', '101') } });
    await publish({ Message: '{"run":{"model":"birds"}}' });
    expect((await mailed(3)).map(({ to }) => to).sort()).toEqual(['big@example.org', 'body@example.org', 'failures@example.org']);
    await expect(
      sns.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'x@y', Attributes: { FilterPolicy: '{' } })),
    ).rejects.toThrow(/Invalid parameter: FilterPolicy/);
  });
});

describe('topics and subscriptions', () => {
  it('are made once, described, and removed', async () => {
    expect((await sns.send(new CreateTopicCommand({ Name: 'runs' }))).TopicArn).toBe(TopicArn);
    expect(TopicArn).toBe('arn:aws:sns:us-east-1:000000000000:runs');
    const SubscriptionArn = await subscribed();
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'late@example.org' }));
    const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
    expect(Attributes).toMatchObject({ SubscriptionsConfirmed: '1', SubscriptionsPending: '1', Owner: '000000000000' });
    const { Subscriptions } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    expect(Subscriptions?.map((item) => item.SubscriptionArn).sort()).toEqual(['PendingConfirmation', SubscriptionArn].sort());
    await sns.send(new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName: 'FilterPolicy', AttributeValue: '{"a":["b"]}' }));
    const one = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
    expect(one.Attributes).toMatchObject({ FilterPolicy: '{"a":["b"]}', PendingConfirmation: 'false' });
    await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
    await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
    await sns.send(new DeleteTopicCommand({ TopicArn }));
    await sns.send(new DeleteTopicCommand({ TopicArn }));
    expect((await sns.send(new ListTopicsCommand({}))).Topics ?? []).toEqual([]);
  });

  it('refuse what is not delivered here, and say so', async () => {
    const subscribe = (Protocol: string, Endpoint: string) => failed(sns.send(new SubscribeCommand({ TopicArn, Protocol, Endpoint })));
    expect(await subscribe('sqs', 'arn:aws:sqs:us-east-1:000000000000:q')).toMatch(
      /the local SNS delivers to email, email-json and lambda; "sqs" works on AWS only/,
    );
    expect(await subscribe('pigeon', 'x')).toMatch(/Does not support this protocol string: pigeon/);
    expect(await subscribe('email', 'nobody')).toBe('400 InvalidParameterException: Invalid parameter: Email address');
    expect(await failed(sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token: 'x' })))).toBe(
      '400 InvalidParameterException: Invalid parameter: Token',
    );
    expect(await failed(sns.send(new CreateTopicCommand({ Name: 'a b' })))).toBe(
      '400 InvalidParameterException: Invalid parameter: Topic Name',
    );
  });

  it('forget an address that did not confirm within two days', async () => {
    const start = 1_700_000_000_000;
    let now = start;
    const later = await testWorld({
      clock: { now: () => now, after: (ms, run) => ({ cancel: clearTimeout.bind(undefined, setTimeout(run, ms)) }) },
    });
    await later.world.call('sns', 'CreateTopic', { Name: 'runs' });
    await later.world.call('sns', 'Subscribe', { TopicArn, Protocol: 'email', Endpoint: 'slow@example.org' });
    const count = async () => (await later.world.call<{ Subscriptions: object[] }>('sns', 'ListSubscriptions', {})).Subscriptions.length;
    now = start + 2 * 86_400_000;
    expect(await count()).toBe(1);
    now += 1;
    expect(await count()).toBe(0);
  });
});
