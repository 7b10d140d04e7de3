import type { HttpRequest } from '../services/http.ts';
import { header, urlOf } from './request.ts';

/** What a request says about who signed it, before that is checked: which protocol and service it means. */
export interface Signer {
  readonly accessKeyId: string;
  /** The service in the credential scope: `s3`, `lambda`, `sagemaker`, … */
  readonly service: string;
}

/**
 * Reads `Credential=KEY/date/region/service/aws4_request` from the Authorization header or a presigned URL. In us-east-1 boto3 still presigns
 * in S3's own older way, which names the key alone.
 */
export function signerOf(request: HttpRequest): Signer | undefined {
  const query = urlOf(request).searchParams;
  const credential = /Credential=([^,\s]+)/.exec(header(request, 'authorization') ?? '')?.[1] ?? query.get('X-Amz-Credential') ?? '';
  const [accessKeyId, , , service] = credential.split('/');
  if (accessKeyId && service) return { accessKeyId, service };
  // Version 2 in the header, which S3 alone ever had: it answers that it takes version 4.
  const [, olderKey] = /^AWS ([^:\s]+):/.exec(header(request, 'authorization') ?? '') ?? [];
  if (olderKey) return { accessKeyId: olderKey, service: 's3' };
  const older = query.get('AWSAccessKeyId');
  return older && query.has('Signature') ? { accessKeyId: older, service: 's3' } : undefined;
}
