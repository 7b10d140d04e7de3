import { splitTarget } from '../../signature/canonical.ts';
import type { HttpRequest } from '../http.ts';

/** Where a request points: method, bucket and key out of the path (`/bucket/key`) or the host (`bucket.localhost`). */
export interface Address {
  readonly method: string;
  readonly bucket: string;
  readonly key: string;
  readonly query: URLSearchParams;
  /** The bucket that the host names. */
  readonly hostBucket?: string;
}

/** Keys are taken from the raw path: `..` and `//` are ordinary characters in them, which a URL parser would fold. */
export function addressOf(request: HttpRequest): Address {
  const [rawPath, rawQuery] = splitTarget(request.url ?? '/');
  const path = rawPath.slice(1);
  const query = new URLSearchParams(rawQuery);
  const method = request.method ?? 'GET';
  const host = (request.headers.host ?? '').replace(/:\d+$/, '');
  const bucket = /^(.+?)\.(?:localhost|127\.0\.0\.1|s3[.-][a-z0-9.-]*amazonaws\.com(?:\.cn)?)$/.exec(host)?.[1];
  if (bucket) return { method, bucket, key: decodeURIComponent(path), query, hostBucket: bucket };
  const slash = path.indexOf('/');
  if (slash < 0) return { method, bucket: decodeURIComponent(path), key: '', query };
  return { method, bucket: decodeURIComponent(path.slice(0, slash)), key: decodeURIComponent(path.slice(slash + 1)), query };
}
