import { handleMail, isMailPath, isSubscriptionLink } from '../services/sns/http.ts';
import { isOwnPage } from './browser.ts';
import { signerOf } from './caller.ts';
import type { Door } from './doors.ts';

/**
 * The mail page, and the links of SNS's mails. Nobody signs those: reading asks for nothing, and a button of the page proves itself by its
 * origin. A signed request for the same action is the API's.
 */
export const mailDoor: Door = {
  opens: (request) => {
    if (request.method === 'GET' || request.method === 'HEAD') return isMailPath(request.url) || isSubscriptionLink(request.url);
    return request.method === 'POST' && isSubscriptionLink(request.url) && isOwnPage(request) && !signerOf(request);
  },
  answer: ({ request, live }) => handleMail(request, live.world),
};
