import { AwsError } from '../errors.ts';
import { map, text } from '../input.ts';
import { checksumOutput } from './checksum.ts';
import type { ObjectVersion } from './objects.ts';

const names = ['ContentType', 'CacheControl', 'ContentDisposition', 'ContentEncoding', 'ContentLanguage', 'StorageClass'] as const;

/** The members that a write stores with the object and a read gives back. */
export const attributesInput = {
  ContentType: text(),
  CacheControl: text(),
  ContentDisposition: text(),
  ContentEncoding: text(),
  ContentLanguage: text(),
  StorageClass: text(),
  Metadata: map(text()),
} as const;

type Attributes = { [N in (typeof names)[number]]?: string } & { Metadata?: Record<string, string> };

/**
 * What is kept of a write's headers.
 * @throws MetadataTooLarge above 2 KB of user metadata; KeyTooLongError above 1024 bytes of key
 */
export function attributes(input: Attributes & { Key: string }): Pick<ObjectVersion, 'headers' | 'metadata'> {
  if (Buffer.byteLength(input.Key) > 1024) {
    throw new AwsError('KeyTooLongError', 'Your key is too long', 400, { Size: Buffer.byteLength(input.Key), MaxSizeAllowed: 1024 });
  }
  const metadata: Record<string, string> = {};
  for (const [name, value] of Object.entries(input.Metadata ?? {})) metadata[name.toLowerCase()] = value;
  if (Buffer.byteLength(Object.entries(metadata).flat().join('')) > 2048) {
    throw new AwsError('MetadataTooLarge', 'Your metadata headers exceed the maximum allowed metadata size');
  }
  const headers: Record<string, string> = {};
  for (const name of names) if (input[name] !== undefined) headers[name] = input[name];
  headers.ContentType ??= 'binary/octet-stream';
  return { headers, metadata };
}

/** The members GetObject and HeadObject share. Checksums only where asked for, and never for a part of the object. */
export function describe(version: ObjectVersion, options: { versioned: boolean; checksum: boolean }): Record<string, unknown> {
  return {
    AcceptRanges: 'bytes',
    LastModified: new Date(version.lastModified - (version.lastModified % 1000)),
    ContentLength: version.size,
    ETag: `"${version.etag}"`,
    ...(options.versioned ? { VersionId: version.versionId } : {}),
    ...version.headers,
    ServerSideEncryption: 'AES256',
    Metadata: { ...version.metadata },
    ...(options.checksum ? checksumOutput(version.checksum) : {}),
  };
}
