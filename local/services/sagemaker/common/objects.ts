import { Readable } from 'node:stream';
import type { Caller, World } from '../../../world.ts';

/** A place in S3. */
export interface S3Location {
  readonly bucket: string;
  readonly key: string;
}

/** Splits `s3://bucket/key…`. */
export function s3Location(uri: string): S3Location {
  const [, bucket = '', key = ''] = /^(?:s3|https):\/\/([^/]+)\/?(.*)$/s.exec(uri) ?? [];
  return { bucket, key };
}

/** Every key below a prefix, folder markers (`…/`) left out. */
export async function listKeys(world: World, { bucket, key }: S3Location, caller: Caller): Promise<string[]> {
  const keys: string[] = [];
  let token: string | undefined;
  do {
    const answer = await world.call<{ Contents?: { Key: string }[]; NextContinuationToken?: string }>(
      's3',
      'ListObjectsV2',
      { Bucket: bucket, Prefix: key, ...(token ? { ContinuationToken: token } : {}) },
      caller,
    );
    for (const object of answer.Contents ?? []) if (!object.Key.endsWith('/')) keys.push(object.Key);
    token = answer.NextContinuationToken;
  } while (token);
  return keys;
}

/** An object's bytes: whole where a world in memory has them, else a stream. */
export async function readObject(world: World, { bucket, key }: S3Location, caller: Caller): Promise<Readable | Uint8Array> {
  const { Body } = await world.call<{ Body: Readable | Uint8Array }>('s3', 'GetObject', { Bucket: bucket, Key: key }, caller);
  return Body;
}

/** An object's bytes as a stream. */
export async function openObject(world: World, place: S3Location, caller: Caller): Promise<Readable> {
  const body = await readObject(world, place, caller);
  return body instanceof Readable ? body : Readable.from([body]);
}
