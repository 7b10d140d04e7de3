import type { World } from '../../world.ts';
import { AwsError } from '../errors.ts';
import type { HttpAnswer, HttpRequest } from '../http.ts';
import { confirm } from './confirm-subscription.ts';
import { escapeHtml, mailPage, mailPath, page } from './mail-page.ts';
import { subscriptionTable } from './topics.ts';

/** Whether a request is for {@link handleSnsHttp}: a link out of a mail, or the mail page. Nobody signs those. */
export function isSnsLink(request: Pick<HttpRequest, 'method' | 'url'>): boolean {
  const url = request.url ?? '';
  return (
    request.method === 'GET' &&
    (/^\/\?(.*&)?Action=(ConfirmSubscription|Unsubscribe)(&|$)/.test(url) || /^\/_trainyard\/mail(\/|\?|$)/.test(url))
  );
}

/** Answers what people click: the links in SNS's mails, and the page that shows the mails. */
export async function handleSnsHttp(request: Pick<HttpRequest, 'method' | 'url'>, world: World): Promise<HttpAnswer> {
  const [path = '/', query = ''] = (request.url ?? '/').split('?');
  if (path.startsWith(mailPath)) return mailPage(world, path);
  const parameters = new URLSearchParams(query);
  const value = (name: string) => parameters.get(name) ?? undefined;
  try {
    if (value('Action') === 'Unsubscribe') return await leave(world, value('SubscriptionArn'));
    const { arn, endpoint, topicArn } = confirm(world, value('TopicArn'), value('Token'));
    const text = `${endpoint} gets the messages of ${topicArn} from now on. The subscription is ${arn}.`;
    return page('Subscription confirmed!', `<p>${escapeHtml(text)}</p>`);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return page(
      'This link does not work',
      `<p>${escapeHtml(`${error.name}: ${error.message}. A link works once, and for two days.`)}</p>`,
      error.status,
    );
  }
}

async function leave(world: World, SubscriptionArn: string | undefined): Promise<HttpAnswer> {
  const before = subscriptionTable(world).get(SubscriptionArn ?? '');
  await world.call('sns', 'Unsubscribe', { SubscriptionArn });
  const text = before ? `${before.endpoint} gets no more messages of ${before.topicArn}.` : `There is no subscription ${SubscriptionArn}.`;
  return page('Subscription removed!', `<p>${escapeHtml(text)}</p>`);
}
