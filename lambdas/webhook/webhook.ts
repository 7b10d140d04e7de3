import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import * as v from 'valibot';
import type { Clock } from '../shared/clock.ts';
import type { Log } from '../shared/log.ts';
import { extract, ignored, pushPayload } from './push.ts';
import type { Secret } from './secret.ts';
import { isSigned } from './signature.ts';

/** A call of a function URL, payload format 2.0, as far as it is read: header names are in lower case. */
export interface UrlRequest {
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
  readonly requestContext?: { readonly http?: { readonly method?: string } };
}

export interface UrlResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface WebhookDependencies {
  readonly sns: SNSClient;
  readonly topic: string;
  readonly secret: Secret;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  readonly installation: string;
}

// GitHub sends no larger payload.
const bytesAtMost = 25 * 1024 * 1024;

/**
 * Hands a GitHub push to the launch topic, once its signature is right: nothing of a body is read before, and neither body nor secret nor
 * signature is ever logged or told.
 */
export async function webhook(request: UrlRequest, dependencies: WebhookDependencies): Promise<UrlResponse> {
  const { headers = {}, body = '', isBase64Encoded = false, requestContext } = request;
  const { secret: readSecret, log, installation } = dependencies;
  if (requestContext?.http?.method !== 'POST') return answer(405, 'GitHub posts its webhooks here', { allow: 'POST' });
  if (body.length > (bytesAtMost / 3) * 4 + 4) return answer(413, 'the payload is too large');
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > bytesAtMost) return answer(413, 'the payload is too large');
  const secret = await readSecret();
  if (secret === undefined) {
    log.warn(`no secret: put it into the SecureString /${installation}-secrets/webhook, and into the webhook's settings at GitHub`);
    return answer(503, 'not ready');
  }
  if (!isSigned(bytes, headers['x-hub-signature-256'], secret)) {
    log.warn('webhook refused: the signature is absent or wrong');
    return answer(401, 'unauthorized');
  }
  switch (headers['x-github-event']) {
    case 'ping':
      return answer(200, 'pong');
    case 'push':
      return push(bytes, headers, dependencies);
    default:
      return answer(202, 'ignored: only pushes start runs');
  }
}

async function push(bytes: Buffer, headers: NonNullable<UrlRequest['headers']>, dependencies: WebhookDependencies): Promise<UrlResponse> {
  const { sns, topic, clock, log } = dependencies;
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? '');
  const text = isForm ? (new URLSearchParams(bytes.toString()).get('payload') ?? '') : bytes.toString();
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), pushPayload), text);
  const delivery = headers['x-github-delivery'] ?? '';
  if (!parsed.success) {
    log.warn('webhook refused: expected the JSON payload of a push', { delivery });
    return answer(400, 'this is not the payload of a push');
  }
  const payload = parsed.output;
  const facts = { delivery, repository: payload.repository.full_name, ref: payload.ref };
  const reason = ignored(payload);
  if (reason) {
    log.info('webhook ignored', { ...facts, reason });
    return answer(202, `ignored: ${reason}`);
  }
  await sns.send(new PublishCommand({ TopicArn: topic, Message: JSON.stringify(extract(payload, delivery, clock.now())) }));
  log.info('webhook published', facts);
  return answer(202, 'accepted');
}

const answer = (statusCode: number, body: string, headers: Readonly<Record<string, string>> = {}): UrlResponse => ({
  statusCode,
  headers: { 'content-type': 'text/plain; charset=utf-8', ...headers },
  body: `${body}\n`,
});
