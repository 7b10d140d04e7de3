import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bucket } from './buckets.ts';
import type { Checksum, ChecksumAlgorithm } from './checksum.ts';
import { noSuchUpload } from './errors.ts';

/** A multipart upload under way; its parts are files beside this record, so that it outlives a restart. */
export interface Upload {
  readonly id: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, string>>;
  readonly algorithm?: ChecksumAlgorithm;
  readonly checksumType?: Checksum['type'];
}

export interface Part {
  readonly number: number;
  readonly blob: string;
  readonly size: number;
  /** Hexadecimal, without quotes. */
  readonly etag: string;
  readonly checksum?: string;
  readonly lastModified: number;
}

export function createUpload(bucket: Bucket, upload: Upload): void {
  mkdirSync(uploadDir(bucket, upload.id), { recursive: true });
  writeJson(join(uploadDir(bucket, upload.id), 'upload.json'), upload);
}

/** @throws NoSuchUpload when the id is not known or belongs to another key */
export function uploadOf(bucket: Bucket, key: string, id: string): Upload {
  // The id goes into a path: nothing but what CreateMultipartUpload gives out may pass.
  if (!/^[0-9a-f]{32}$/.test(id)) throw noSuchUpload(id);
  let upload: Upload;
  try {
    upload = JSON.parse(readFileSync(join(uploadDir(bucket, id), 'upload.json'), 'utf8'));
  } catch {
    throw noSuchUpload(id);
  }
  if (upload.key !== key) throw noSuchUpload(id);
  return upload;
}

/** The parts that came so far, by number. */
export function partsOf(bucket: Bucket, id: string): Part[] {
  const dir = uploadDir(bucket, id);
  return readdirSync(dir)
    .filter((name) => /^part-\d+\.json$/.test(name))
    .map((name): Part => JSON.parse(readFileSync(join(dir, name), 'utf8')))
    .sort((a, b) => a.number - b.number);
}

/** Records a part; one of the same number before it is replaced. */
export function addPart(bucket: Bucket, id: string, part: Part): void {
  const before = partsOf(bucket, id).find(({ number }) => number === part.number);
  writeJson(join(uploadDir(bucket, id), `part-${part.number}.json`), part);
  if (before) rmSync(partPath(bucket, id, before.blob), { force: true });
}

export function partPath(bucket: Bucket, id: string, blob: string): string {
  return join(uploadDir(bucket, id), blob);
}

export function removeUpload(bucket: Bucket, id: string): void {
  rmSync(uploadDir(bucket, id), { recursive: true, force: true });
}

const uploadDir = (bucket: Bucket, id: string): string => join(bucket.dir, 'uploads', id);

function writeJson(file: string, value: unknown): void {
  writeFileSync(`${file}.tmp`, JSON.stringify(value));
  renameSync(`${file}.tmp`, file);
}
