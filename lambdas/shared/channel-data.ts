import { createHash } from 'node:crypto';
import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { parseS3Uri } from './documents.ts';

/** The objects of a channel, by a hash over their names and ETags. */
export interface ChannelListing {
  readonly fingerprint: string;
  readonly count: number;
}

/**
 * A listing of so many objects takes some ten minutes of the fifteen that a function has: S3 gives 1,000 a page, and each page's token comes
 * with the page before (`npm run bench:data` measures our share of that).
 */
export const objectsAtMost = 3_000_000;

/**
 * Lists what each channel (name → `s3://` address) holds. Memory does not grow with the number of objects. The listing ends once it has more
 * than `objectsAtMost` in all: its last channel's count says so, and its fingerprint is of no use.
 */
export async function listChannels(
  s3: S3Client,
  channels: Readonly<Record<string, string>>,
  most = objectsAtMost,
): Promise<Record<string, ChannelListing>> {
  const found: Record<string, ChannelListing> = {};
  let left = most;
  for (const [channel, uri] of Object.entries(channels)) {
    if (left < 0) break;
    const listing = await list(s3, uri, left);
    found[channel] = listing;
    left -= listing.count;
  }
  return found;
}

/** Returns channel → fingerprint, as training keys and releases have it. */
export const fingerprints = (listings: Readonly<Record<string, ChannelListing>>): Record<string, string> =>
  Object.fromEntries(Object.entries(listings).map(([channel, { fingerprint }]) => [channel, fingerprint]));

/** Hashes the names and ETags below an address as the JSON of `[[key, etag], …]`, a page at a time; ends after more than `most` objects. */
async function list(s3: S3Client, uri: string, most: number): Promise<ChannelListing> {
  const { bucket, key } = parseS3Uri(uri);
  const hash = createHash('sha256').update('[');
  let count = 0;
  let ContinuationToken: string | undefined;
  do {
    const page = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: key, ContinuationToken }));
    for (const { Key = '', ETag = '' } of page.Contents ?? []) {
      // A "folder" that a console made is an empty object whose name ends in a slash: no data.
      if (Key.endsWith('/')) continue;
      hash.update(`${count === 0 ? '' : ','}${JSON.stringify([Key, ETag])}`);
      count++;
    }
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken && count <= most);
  return { fingerprint: hash.update(']').digest('hex').slice(0, 32), count };
}
