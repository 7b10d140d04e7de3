import { createHash } from 'node:crypto';
import { type Scope, stringToSign } from '../../local/signature/canonical.ts';
import { amzDate } from '../../local/signature/sign.ts';
import { hmac, signingKey } from '../../local/signature/signing-key.ts';

/** A URL that carries a good signature of the key `test`: any page's script can make one, since everybody knows that key. */
export function presigned(
  endpointUrl: string,
  path: string,
  { service, method = 'GET', body = '' }: { service: string; method?: string; body?: string },
): string {
  const at = amzDate(Date.now());
  const scope: Scope = { date: at.slice(0, 8), region: 'us-east-1', service };
  const url = new URL(endpointUrl + path);
  const parameters = {
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `test/${scope.date}/us-east-1/${service}/aws4_request`,
    'X-Amz-Date': at,
    'X-Amz-Expires': '900',
    'X-Amz-SignedHeaders': 'host',
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  const hash = service === 's3' ? 'UNSIGNED-PAYLOAD' : createHash('sha256').update(body).digest('hex');
  const text = stringToSign({ method, target: url.pathname + url.search, header: () => url.host }, scope, at, ['host'], hash);
  url.searchParams.set('X-Amz-Signature', hmac(signingKey('test', scope), text).toString('hex'));
  return url.href;
}
