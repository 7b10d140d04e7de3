import { sns } from '../shared/clients/sns.ts';
import { ssm } from '../shared/clients/ssm.ts';
import { systemClock } from '../shared/clock.ts';
import { readEnv } from '../shared/env.ts';
import { type Invocation, logger } from '../shared/log.ts';
import { cachedSecret, type Secret } from './secret.ts';
import { type UrlRequest, type UrlResponse, webhook } from './webhook.ts';

// Of this warm function.
let secret: Secret | undefined;

export const handler = (request: UrlRequest, { awsRequestId }: Invocation): Promise<UrlResponse> => {
  const { INSTALLATION: installation, LAUNCH_TOPIC_ARN: topic } = readEnv('INSTALLATION', 'LAUNCH_TOPIC_ARN');
  secret ??= cachedSecret(ssm(), installation, systemClock);
  const log = logger({ function: 'webhook', awsRequestId });
  return webhook(request, { sns: sns(), topic, secret, clock: systemClock, log, installation });
};
