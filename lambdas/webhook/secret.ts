import type { SSMClient } from '@aws-sdk/client-ssm';
import { parameters } from '../contract/layout.ts';
import type { Clock } from '../shared/clock.ts';
import { readSecret } from '../shared/settings/secrets.ts';

/** Undefined where nobody has set one. */
export type Secret = () => Promise<string | undefined>;

const keptMs = 5 * 60_000;
// Anybody may call the function's URL: without a secret it must not ask Parameter Store for every call either.
const missingMs = 10_000;

/** The webhook's secret, kept for five minutes: a new one works after that. */
export function cachedSecret(ssm: SSMClient, installation: string, clock: Pick<Clock, 'now'>): Secret {
  let kept: { readonly secret: string | undefined; readonly until: number } | undefined;
  return async () => {
    if (kept && clock.now() < kept.until) return kept.secret;
    const secret = (await readSecret(ssm, parameters.webhookSecret(installation))) || undefined;
    kept = { secret, until: clock.now() + (secret ? keptMs : missingMs) };
    return secret;
  };
}
