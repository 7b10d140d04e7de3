import type { Readable } from 'node:stream';
import { systemClock } from '../../../clock.ts';
import { signed } from '../../../signature/sign.ts';
import { type HttpReply, readBody, send } from '../../http.ts';
import { ShimFault } from '../fault.ts';

export interface AwsClient {
  /** A JSON 1.1 call. Throws with the CLI's own text. */
  json(target: string, service: string, operation: string, input: object): Promise<Record<string, unknown>>;
  /** An S3 request, path style. */
  s3(method: string, bucket: string, key: string, more?: S3More): Promise<HttpReply>;
}

export interface S3More {
  readonly query?: string;
  readonly headers?: Record<string, string>;
  readonly body?: Readable | Uint8Array;
}

/** Signs as the SDKs do, with what the build was given. */
export function awsClient(): AwsClient {
  const { AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: key, AWS_SECRET_ACCESS_KEY: secret } = process.env;
  const { AWS_SESSION_TOKEN: token, AWS_REGION: region = 'us-east-1' } = process.env;
  if (!endpoint || !/^http:\/\/(127\.0\.0\.1|localhost|\[::1\])[:/]/.test(`${endpoint}/`)) {
    throw new ShimFault("this is Trainyard's local stand-in for aws: it speaks to a local world only, which sets AWS_ENDPOINT_URL", 253);
  }
  if (!key || !secret) throw new ShimFault('Unable to locate credentials. You can configure credentials by running "aws configure".', 253);
  const call = (service: string, method: string, path: string, headers: Record<string, string>, body?: Readable | Uint8Array | string) => {
    const url = new URL(path, endpoint);
    const keys = { accessKeyId: key, secretAccessKey: secret, sessionToken: token };
    // Only S3 takes a body that is not signed, and only S3's may be a stream.
    const text = service === 's3' ? undefined : (body as string);
    const all = signed({ method, url, headers, body: text, keys, region, service, now: systemClock.now() });
    return send(url, { method, headers: all, body });
  };
  return {
    json: async (target, service, operation, input) => {
      const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `${target}.${operation}` };
      const reply = await call(service, 'POST', '/', headers, JSON.stringify(input));
      const body = JSON.parse((await readBody(reply.body)).toString('utf8') || '{}') as Record<string, unknown>;
      if (reply.status === 200) return body;
      const name = String(body.__type ?? 'Unknown')
        .split('#')
        .at(-1);
      throw new ShimFault(
        `\nAn error occurred (${name}) when calling the ${operation} operation: ${body.message ?? body.Message ?? ''}`,
        254,
      );
    },
    s3: (method, bucket, objectKey, { query = '', headers = {}, body } = {}) =>
      call('s3', method, `/${bucket}/${encodeKey(objectKey)}${query}`, { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', ...headers }, body),
  };
}

export const encodeKey = (key: string): string =>
  key
    .split('/')
    .map((part) => encodeURIComponent(part).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`))
    .join('/');
