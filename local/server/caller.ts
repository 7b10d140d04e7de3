import type { HttpRequest } from '../services/http.ts';
import { header, urlOf } from './request.ts';

/** What a request says about who signed it. Signatures are not checked: whoever reaches the loopback is on this machine. */
export interface Signer {
  readonly accessKeyId: string;
  /** The service in the credential scope: `s3`, `lambda`, `sagemaker`, … */
  readonly service: string;
}

/** Reads `Credential=KEY/date/region/service/aws4_request` from the Authorization header or a presigned URL. */
export function signerOf(request: HttpRequest): Signer | undefined {
  const credential =
    /Credential=([^,\s]+)/.exec(header(request, 'authorization') ?? '')?.[1] ?? urlOf(request).searchParams.get('X-Amz-Credential') ?? '';
  const [accessKeyId, , , service] = credential.split('/');
  return accessKeyId && service ? { accessKeyId, service } : undefined;
}
