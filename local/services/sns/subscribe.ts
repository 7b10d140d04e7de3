import type { Caller, World } from '../../world.ts';
import { randomHex, randomUuid } from '../ids.ts';
import { flag, map, text } from '../input.ts';
import { operation } from '../operation.ts';
import { checkSubscriptionAttribute } from './attributes.ts';
import { invalidParameter } from './errors.ts';
import { sendConfirmation } from './mails.ts';
import { type SubscriptionRecord, subscriptionsOf, subscriptionTable, topicOf } from './topics.ts';

/** The link in a confirmation mail works for two days. */
const TOKEN_MS = 2 * 24 * 60 * 60 * 1000;

/**
 * Subscribes an e-mail address, which must then follow the link in the mail it gets, or a Lambda function.
 * On AWS every address must confirm. Here the subscriptions that the stack itself makes are confirmed at once, because a local world
 * that shows no mails until somebody clicks helps nobody; their confirmation mail is written all the same, to show what AWS sends.
 */
export const subscribe = operation({
  name: 'Subscribe',
  input: { TopicArn: text(), Protocol: text(), Endpoint: text(), Attributes: map(text()), ReturnSubscriptionArn: flag() },
  run: ({ TopicArn, Protocol = '', Endpoint = '', Attributes = {}, ReturnSubscriptionArn }, { world, caller }) => {
    const topic = topicOf(world, TopicArn);
    checkEndpoint(Protocol, Endpoint);
    for (const [name, value] of Object.entries(Attributes)) checkSubscriptionAttribute(name, value);
    const before = subscriptionsOf(world, topic.arn).find(({ protocol, endpoint }) => protocol === Protocol && endpoint === Endpoint);
    if (before && !before.pending) {
      if (Object.entries(Attributes).some(([name, value]) => before.attributes[name] !== value)) {
        throw invalidParameter('Attributes Reason: Subscription already exists with different attributes');
      }
      return { SubscriptionArn: before.arn };
    }
    const mail = Protocol !== 'lambda';
    const token = randomHex(world.random, 192);
    const subscription: SubscriptionRecord = {
      arn: before?.arn ?? `${topic.arn}:${randomUuid(world.random)}`,
      topicArn: topic.arn,
      protocol: Protocol,
      endpoint: Endpoint,
      attributes: Attributes,
      ...(mail && !isDeploy(caller) ? { pending: { token, expires: new Date(world.clock.now() + TOKEN_MS) } } : {}),
    };
    subscriptionTable(world).set(subscription.arn, subscription);
    if (mail) confirmLater(world, subscription, token);
    return { SubscriptionArn: subscription.pending && !ReturnSubscriptionArn ? 'pending confirmation' : subscription.arn };
  },
});

/** CloudFormation's session, as the deploy calls under it. */
const isDeploy = ({ arn }: Caller): boolean => arn.endsWith('/AWSCloudFormation');

function confirmLater(world: World, subscription: SubscriptionRecord, token: string): void {
  world.background(`confirmation mail to ${subscription.endpoint}`, sendConfirmation(world, subscription, token));
}

function checkEndpoint(protocol: string, endpoint: string): void {
  switch (protocol) {
    case 'email':
    case 'email-json':
      if (!/^[^\s@<>,;"]+@[^\s@<>,;"]+$/.test(endpoint)) throw invalidParameter('Email address');
      return;
    case 'lambda':
      if (!/^arn:[^:]+:lambda:[^:]+:\d{12}:function:[^:]+(:[^:]+)?$/.test(endpoint)) throw invalidParameter('Lambda endpoint ARN');
      return;
    case 'application':
    case 'firehose':
    case 'http':
    case 'https':
    case 'sms':
    case 'sqs':
      throw invalidParameter(`Protocol: the local SNS delivers to email, email-json and lambda; "${protocol}" works on AWS only`);
    default:
      throw invalidParameter(`Does not support this protocol string: ${protocol}`);
  }
}
