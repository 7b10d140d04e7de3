import { AwsError } from '../errors.ts';
import { text, time } from '../input.ts';
import { noSuchKey, notImplemented, preconditionFailed } from './errors.ts';
import type { ObjectVersion } from './objects.ts';

export const readConditionsInput = {
  IfMatch: text(),
  IfNoneMatch: text(),
  IfModifiedSince: time(),
  IfUnmodifiedSince: time(),
} as const;

interface ReadConditions {
  IfMatch?: string;
  IfNoneMatch?: string;
  IfModifiedSince?: Date;
  IfUnmodifiedSince?: Date;
}

/**
 * The conditions of a read (RFC 9110: an ETag condition makes S3 ignore the date one of its pair).
 * @throws PreconditionFailed (412), NotModified (304)
 */
export function checkRead(version: ObjectVersion, input: ReadConditions): void {
  const modified = Math.floor(version.lastModified / 1000);
  const seconds = (date: Date) => Math.floor(date.getTime() / 1000);
  if (input.IfMatch !== undefined) {
    if (!matches(input.IfMatch, version)) throw preconditionFailed('If-Match');
  } else if (input.IfUnmodifiedSince && modified > seconds(input.IfUnmodifiedSince)) throw preconditionFailed('If-Unmodified-Since');
  if (input.IfNoneMatch !== undefined) {
    if (matches(input.IfNoneMatch, version)) throw notModified();
  } else if (input.IfModifiedSince && modified <= seconds(input.IfModifiedSince)) throw notModified();
}

/**
 * Compare-and-swap of a write. S3 knows `If-None-Match: *` only, and answers If-Match on a missing key with NoSuchKey.
 * @throws PreconditionFailed, NoSuchKey, NotImplemented
 */
export function checkWrite(current: ObjectVersion | undefined, key: string, input: { IfMatch?: string; IfNoneMatch?: string }): void {
  if (input.IfNoneMatch !== undefined) {
    if (input.IfNoneMatch !== '*') throw notImplemented('If-None-Match');
    if (current) throw preconditionFailed('If-None-Match');
  }
  if (input.IfMatch === undefined) return;
  if (!current) throw noSuchKey(key);
  if (!matches(input.IfMatch, current)) throw preconditionFailed('If-Match');
}

function matches(condition: string, version: ObjectVersion): boolean {
  return condition.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^(W\/)?"(.*)"$/, '$2') === version.etag);
}

const notModified = (): AwsError => new AwsError('NotModified', 'Not Modified', 304);
