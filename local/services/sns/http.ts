import { splitTarget } from '../../signature/canonical.ts';
import type { World } from '../../world.ts';
import { AwsError } from '../errors.ts';
import type { HttpAnswer, HttpRequest } from '../http.ts';
import { confirm, pendingSubscription } from './confirm-subscription.ts';
import { escapeHtml, mailPage, mailPath, page } from './mail-page.ts';
import { subscriptionTable } from './topics.ts';

/** The page that shows the mails. */
export const isMailPath = (url = ''): boolean => /^\/_trainyard\/mail(\/|\?|$)/.test(url);

/** A link that SNS writes into its mails. */
export const isSubscriptionLink = (url = ''): boolean => /^\/\?(.*&)?Action=(ConfirmSubscription|Unsubscribe)(&|$)/.test(url);

/**
 * Answers what people click: the mail page, and the links in SNS's mails. A link asks, and its page's button does: on AWS the click alone
 * does it, which any picture on any web page could do here.
 */
export async function handleMail({ method, url = '/' }: Pick<HttpRequest, 'method' | 'url'>, world: World): Promise<HttpAnswer> {
  const [path, query] = splitTarget(url);
  if (path.startsWith(mailPath)) return mailPage(world, path);
  const given = new URLSearchParams(query);
  const isAsked = method === 'POST';
  try {
    if (given.get('Action') === 'Unsubscribe') return await unsubscribe(world, given.get('SubscriptionArn') ?? undefined, isAsked, url);
    return confirmSubscription(world, given.get('TopicArn') ?? undefined, given.get('Token') ?? undefined, isAsked, url);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const text = `${error.name}: ${error.message}. A link works once, and for two days.`;
    return page('This link does not work', `<p>${escapeHtml(text)}</p>`, error.status);
  }
}

function confirmSubscription(
  world: World,
  topicArn: string | undefined,
  token: string | undefined,
  isAsked: boolean,
  url: string,
): HttpAnswer {
  if (!isAsked) {
    const { endpoint, topicArn: topic } = pendingSubscription(world, topicArn, token);
    return question('Confirm this subscription?', `${endpoint} will get the messages of ${topic}.`, 'Confirm subscription', url);
  }
  const { arn, endpoint, topicArn: topic } = confirm(world, topicArn, token);
  const text = `${endpoint} gets the messages of ${topic} from now on. The subscription is ${arn}.`;
  return page('Subscription confirmed!', `<p>${escapeHtml(text)}</p>`);
}

async function unsubscribe(world: World, SubscriptionArn: string | undefined, isAsked: boolean, url: string): Promise<HttpAnswer> {
  const found = subscriptionTable(world).get(SubscriptionArn ?? '');
  if (!found) return page('Subscription removed!', `<p>${escapeHtml(`There is no subscription ${SubscriptionArn}.`)}</p>`);
  if (!isAsked) return question('Unsubscribe?', `${found.endpoint} will get no more messages of ${found.topicArn}.`, 'Unsubscribe', url);
  await world.call('sns', 'Unsubscribe', { SubscriptionArn });
  return page('Subscription removed!', `<p>${escapeHtml(`${found.endpoint} gets no more messages of ${found.topicArn}.`)}</p>`);
}

const question = (title: string, text: string, button: string, url: string): HttpAnswer =>
  page(title, `<p>${escapeHtml(text)}</p><form method="post" action="${escapeHtml(url)}"><button>${button}</button></form>`);
