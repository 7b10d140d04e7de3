import { createHash, createHmac } from 'node:crypto';
import type { Readable } from 'node:stream';
import { systemClock } from '../../../clock.ts';
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

/** Signs as the SDKs do (the local world reads only whose key it is), with what the build was given. */
export function awsClient(): AwsClient {
  const { AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: key, AWS_SECRET_ACCESS_KEY: secret } = process.env;
  const { AWS_SESSION_TOKEN: token, AWS_REGION: region = 'us-east-1' } = process.env;
  if (!endpoint || !/^http:\/\/(127\.0\.0\.1|localhost|\[::1\])[:/]/.test(`${endpoint}/`)) {
    throw new ShimFault("this is Trainyard's local stand-in for aws: it speaks to a local world only, which sets AWS_ENDPOINT_URL", 253);
  }
  if (!key || !secret) throw new ShimFault('Unable to locate credentials. You can configure credentials by running "aws configure".', 253);
  const call = (service: string, method: string, path: string, headers: Record<string, string>, body?: Readable | Uint8Array | string) => {
    const url = new URL(path, endpoint);
    const amzDate = new Date(systemClock.now()).toISOString().replace(/[-:]|\.\d+/g, '');
    const signed = { ...headers, host: url.host, 'x-amz-date': amzDate, ...(token ? { 'x-amz-security-token': token } : {}) };
    const authorization = sign({ key, secret, region, service, amzDate, method, url, headers: signed });
    return send(url, { method, headers: { ...signed, authorization }, body });
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

interface ToSign {
  readonly key: string;
  readonly secret: string;
  readonly region: string;
  readonly service: string;
  readonly amzDate: string;
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
}

/** Signature version 4 with an unsigned payload. */
function sign({ key, secret, region, service, amzDate, method, url, headers }: ToSign): string {
  const names = Object.keys(headers).sort();
  const query = [...url.searchParams].map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).sort();
  const canonical = [
    method,
    url.pathname,
    query.join('&'),
    ...names.map((name) => `${name}:${headers[name]}`),
    '',
    names.join(';'),
    'UNSIGNED-PAYLOAD',
  ];
  const scope = `${amzDate.slice(0, 8)}/${region}/${service}/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', amzDate, scope, createHash('sha256').update(canonical.join('\n')).digest('hex')].join('\n');
  const signingKey = [amzDate.slice(0, 8), region, service, 'aws4_request'].reduce<Buffer | string>(
    (value, part) => hmac(value, part),
    `AWS4${secret}`,
  );
  return `AWS4-HMAC-SHA256 Credential=${key}/${scope}, SignedHeaders=${names.join(';')}, Signature=${hmac(signingKey, text).toString('hex')}`;
}

const hmac = (key: Buffer | string, text: string) => createHmac('sha256', key).update(text).digest();
