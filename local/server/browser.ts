import { type HttpAnswer, type HttpRequest, textAnswer } from '../services/http.ts';
import { header } from './request.ts';

/**
 * What tells that a page of another origin made a browser send this; undefined for a program, a person and this world's own pages.
 * Browsers write `Origin` on whatever may change something and `Sec-Fetch-Site` on everything (old ones only `Referer`), and no page can
 * leave these out or choose them. Programs send none of them.
 */
export function foreignPage(request: HttpRequest): string | undefined {
  const own = `http://${header(request, 'host')}`;
  const [origin, site, referer] = ['origin', 'sec-fetch-site', 'referer'].map((name) => header(request, name));
  if (origin !== undefined && origin !== own) return `Origin ${origin}`;
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return `Sec-Fetch-Site ${site}`;
  if (origin === undefined && site === undefined && referer !== undefined && !`${referer}/`.startsWith(`${own}/`))
    return `Referer ${referer}`;
  return undefined;
}

/** Whether one of this world's own pages sent it: what a click on its buttons may do without a signature. */
export const isOwnPage = (request: HttpRequest): boolean => header(request, 'origin') !== undefined && foreignPage(request) === undefined;

/** Says to whoever sees it what to do. Nothing here lets a page read it. */
export function refusePage(request: HttpRequest, sign: string): HttpAnswer {
  const host = header(request, 'host');
  const text = [
    `This is a local world (Trainyard), and it takes no requests from web pages of other origins; this one came from such a page (${sign.slice(0, 200)}).`,
    `To see its mails, type http://${host}/_trainyard/mail into the address bar. To follow a link, copy it there.`,
    'To call it, use a program that signs: an SDK, boto3, the aws command line, curl --aws-sigv4.',
    'A page of yours reaches a function by its URL (AuthType NONE, or its CORS settings name the origin).',
  ];
  return textAnswer(403, 'text/plain; charset=utf-8', `${text.join('\n')}\n`, { 'x-content-type-options': 'nosniff' });
}

/**
 * Takes an answer's origin away where a browser shows it: an object or a function's page is somebody's content, and on AWS it has a host of
 * its own. Its scripts run, and are foreign to everything else of this world.
 */
export function sandboxed(answer: HttpAnswer): HttpAnswer {
  const before = answer.headers['content-security-policy'];
  const policies = [before ?? [], 'sandbox allow-downloads allow-forms allow-modals allow-popups allow-scripts'].flat();
  return { ...answer, headers: { ...answer.headers, 'content-security-policy': policies } };
}
