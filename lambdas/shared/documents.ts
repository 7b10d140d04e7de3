import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { isMissing } from './errors.ts';

/** The artifacts bucket: where the pipeline keeps its documents (lambdas/contract/layout.ts says where). */
export interface Artifacts {
  readonly s3: S3Client;
  readonly bucket: string;
}

export interface Stored {
  /** Undefined where the object is no JSON: whoever needs one of its own shape finds that it is not. */
  readonly value: unknown;
  readonly etag: string;
}

/** Undefined where there is no such object. Needs s3:ListBucket too: without it S3 answers 403 for an absent key. */
export async function readDocument({ s3, bucket }: Artifacts, key: string): Promise<Stored | undefined> {
  try {
    const { Body, ETag } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    const text = (await Body?.transformToString()) ?? '';
    return { value: parsed(text), etag: ETag ?? '' };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Replaces the object, whatever was there. */
export async function writeDocument({ s3, bucket }: Artifacts, key: string, value: unknown): Promise<void> {
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: JSON.stringify(value), ContentType: 'application/json' }));
}

/** Writes only if the object is still the one read (`etag`), or still absent (undefined). False when another writer went first. */
export async function replaceDocument({ s3, bucket }: Artifacts, key: string, value: unknown, etag: string | undefined): Promise<boolean> {
  try {
    const condition = etag === undefined ? { IfNoneMatch: '*' } : { IfMatch: etag };
    await s3.send(
      new PutObjectCommand({ Bucket: bucket, Key: key, Body: JSON.stringify(value), ContentType: 'application/json', ...condition }),
    );
    return true;
  } catch (error) {
    if (error instanceof Error && lost.has(error.name)) return false;
    throw error;
  }
}

// The second is S3's answer while another conditional write of the same key is under way.
const lost = new Set(['PreconditionFailed', 'ConditionalRequestConflict']);

/** `s3://bucket/key` in its parts. */
export function parseS3Uri(uri: string): { bucket: string; key: string } {
  const [, bucket, key] = /^s3:\/\/([^/]+)(?:\/(.*))?$/.exec(uri) ?? [];
  if (!bucket) throw new Error(`expected an s3://bucket/key address, got "${uri}"`);
  return { bucket, key: key ?? '' };
}
