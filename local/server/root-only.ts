import { AwsError } from '../services/errors.ts';
import type { Caller } from '../world.ts';

/** Signs as the account's root. The header also keeps web pages out, whose browsers would ask first (CORS). */
export const rootHeaders = {
  authorization: 'AWS4-HMAC-SHA256 Credential=local/19700101/us-east-1/trainyard/aws4_request, SignedHeaders=host, Signature=0',
} as const;

/** For the doors that belong to whoever runs this world. @throws AwsError for anybody else */
export function checkRoot({ arn }: Caller): void {
  if (!arn.endsWith(':root')) throw new AwsError('AccessDeniedException', `Expected the account's root, got ${arn}`, 403);
}
