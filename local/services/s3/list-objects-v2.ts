import { number, required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { bucketOf } from './buckets.ts';
import { invalidArgument } from './errors.ts';

/** Keys in byte order, folded by a delimiter, in pages of at most 1000. */
export const listObjectsV2 = operation({
  name: 'ListObjectsV2',
  input: {
    Bucket: text(required),
    Prefix: text(),
    Delimiter: text(),
    MaxKeys: number({ integer: true }),
    ContinuationToken: text(),
    StartAfter: text(),
    EncodingType: text(),
  },
  run: (input, { world }) => {
    const { objects } = bucketOf(world, input.Bucket);
    const { Prefix: prefix = '', Delimiter: delimiter } = input;
    if (input.MaxKeys !== undefined && input.MaxKeys < 0)
      throw invalidArgument('Argument maxKeys must be an integer between 0 and 2147483647', 'maxKeys', String(input.MaxKeys));
    const limit = Math.min(input.MaxKeys ?? 1000, 1000);
    // A token may name a folder of the page before, which is then skipped whole; StartAfter names a key.
    const past = input.ContinuationToken === undefined ? undefined : entryOf(input.ContinuationToken);
    const after = past === undefined ? input.StartAfter : undefined;
    const contents: Record<string, unknown>[] = [];
    const folders: string[] = [];
    let last = '';
    let truncated = false;
    for (const key of objects.keys()) {
      if (!key.startsWith(prefix)) continue;
      const cut = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
      const entry = cut < 0 || !delimiter ? key : key.slice(0, cut + delimiter.length);
      if (entry === folders.at(-1) || notAfter(key, after) || notAfter(entry, past)) continue;
      const version = objects.current(key);
      if (!version) continue;
      if (contents.length + folders.length >= limit) {
        truncated = limit > 0;
        break;
      }
      last = entry;
      if (cut >= 0) folders.push(entry);
      else
        contents.push({
          Key: key,
          LastModified: new Date(version.lastModified),
          ETag: `"${version.etag}"`,
          Size: version.size,
          StorageClass: 'STANDARD',
          ...algorithms(version),
        });
    }
    return {
      Name: input.Bucket,
      Prefix: prefix,
      Delimiter: delimiter,
      MaxKeys: limit,
      KeyCount: contents.length + folders.length,
      IsTruncated: truncated,
      ContinuationToken: input.ContinuationToken,
      StartAfter: input.StartAfter,
      EncodingType: input.EncodingType,
      ...(truncated ? { NextContinuationToken: tokenAfter(last) } : {}),
      ...(contents.length > 0 ? { Contents: contents } : {}),
      ...(folders.length > 0 ? { CommonPrefixes: folders.map((Prefix) => ({ Prefix })) } : {}),
    };
  },
});

/** The token of a page that begins after an entry of the listing: a key, or a folder as a whole. */
export const tokenAfter = (entry: string): string => Buffer.from(`1${entry}`).toString('base64');

const notAfter = (key: string, mark: string | undefined): boolean =>
  mark !== undefined && Buffer.compare(Buffer.from(key), Buffer.from(mark)) <= 0;

/** The entry that a token names. @throws InvalidArgument */
export function entryOf(token: string): string {
  const text = Buffer.from(token, 'base64').toString();
  if (!text.startsWith('1')) throw invalidArgument('The continuation token provided is incorrect', 'continuation-token', token);
  return text.slice(1);
}

const algorithms = (version: { checksum?: { algorithm: string; type: string } }) =>
  version.checksum ? { ChecksumAlgorithm: [version.checksum.algorithm], ChecksumType: version.checksum.type } : {};
