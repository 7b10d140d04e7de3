import {
  DeleteBucketCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
} from '@aws-sdk/client-s3';
import type { Account } from '../account.ts';
import { CliError } from '../cli-error.ts';
import { unlessGone } from './hosting.ts';

/** One version of an object, or a delete marker: a versioned bucket bills and keeps them all. */
export interface StoredVersion {
  readonly Key: string;
  readonly VersionId: string;
  readonly Size: number;
  readonly isLatest: boolean;
}

/** Every version below a prefix; none where the bucket is gone. */
export async function versionsOf(account: Account, Bucket: string, Prefix?: string): Promise<StoredVersion[]> {
  const found: StoredVersion[] = [];
  let marker: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
  while (marker) {
    const page: ListObjectVersionsCommandOutput | undefined = await unlessGone(
      account.s3.send(new ListObjectVersionsCommand({ Bucket, Prefix, ...marker })),
    );
    for (const { Key = '', VersionId = 'null', Size = 0, IsLatest = false } of page?.Versions ?? [])
      found.push({ Key, VersionId, Size, isLatest: IsLatest });
    for (const { Key = '', VersionId = 'null' } of page?.DeleteMarkers ?? []) found.push({ Key, VersionId, Size: 0, isLatest: false });
    marker = page?.IsTruncated ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker } : undefined;
  }
  return found;
}

/** Removes versions for good, a thousand a call. @throws CliError with the first that S3 refuses */
export async function removeVersions(account: Account, Bucket: string, versions: readonly StoredVersion[]): Promise<void> {
  for (let from = 0; from < versions.length; from += 1000) {
    const Objects = versions.slice(from, from + 1000).map(({ Key, VersionId }) => ({ Key, VersionId }));
    const { Errors = [] } = await account.s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
    const [first] = Errors;
    if (first) throw new CliError(`Expected s3://${Bucket}/${first.Key} to be deleted; got ${first.Code}: ${first.Message}`);
  }
}

/** Empties a bucket and deletes it. What is written meanwhile is removed in another round. */
export async function removeBucket(account: Account, Bucket: string): Promise<void> {
  for (let round = 1; ; round++) {
    await removeVersions(account, Bucket, await versionsOf(account, Bucket));
    try {
      await unlessGone(account.s3.send(new DeleteBucketCommand({ Bucket })));
      return;
    } catch (error) {
      if ((error as Error).name !== 'BucketNotEmpty' || round === 3) throw error;
    }
  }
}

/** What the pipeline keeps of one model in the artifacts bucket, its state last: an interrupted removal is found again by it. */
export async function artifactsOf(account: Account, Bucket: string, model: string): Promise<StoredVersion[]> {
  const all = await versionsOf(account, Bucket);
  const current = all.filter(({ isLatest }) => isLatest).map(({ Key }) => Key);
  const about = await chosen(
    account,
    Bucket,
    current.filter((key) => /^(images|trainings|runs)\/[^/]+\.json$/.test(key)),
    (text) => isAbout(text, account, model),
  );
  const keys = about.flatMap((key) => /^images\/(.+)\.json$/.exec(key)?.[1] ?? []);
  // What git calls an image's sources leads to its key.
  const trees = await chosen(account, Bucket, keys.length > 0 ? current.filter((key) => key.startsWith('images/trees/')) : [], (text) =>
    keys.some((key) => text.includes(`"${key}"`)),
  );
  const wanted = new Set([...about, ...trees]);
  const isWanted = ({ Key }: StoredVersion): boolean =>
    wanted.has(Key) || isNamedAfter(Key, model) || keys.includes(/^samples\/([^/]+)\//.exec(Key)?.[1] ?? '');
  const isState = ({ Key }: StoredVersion): number => Number(Key === `state/${model}.json`);
  return all.filter(isWanted).sort((a, b) => isState(a) - isState(b));
}

/** The documents whose text passes, sixteen asked for at a time. */
async function chosen(account: Account, Bucket: string, keys: readonly string[], passes: (text: string) => boolean): Promise<string[]> {
  const found: string[] = [];
  for (let from = 0; from < keys.length; from += 16) {
    const some = keys.slice(from, from + 16);
    const texts = await Promise.all(some.map((key) => textOf(account, Bucket, key)));
    found.push(...some.filter((_, i) => passes(texts[i] ?? '')));
  }
  return found;
}

const runId = '\\d{8}-\\d{6}-[0-9a-f]{6}';

/** Keys that say whose they are; `bird-strikes` is not `bird`. */
function isNamedAfter(key: string, model: string): boolean {
  return (
    key === `state/${model}.json` ||
    key.startsWith(`training/${model}/`) ||
    key === `jobs/endpoint/${model}.json` ||
    key === `images/latest/${model}-training.json` ||
    key === `images/latest/${model}-inference.json` ||
    new RegExp(`^jobs/[^/]+/${model}-${runId}(-[a-z-]+)?\\.json$`).test(key)
  );
}

/** A document is a model's when it names its image repository, its artifacts, or is its run. */
function isAbout(text: string, { installation }: Account, model: string): boolean {
  return text.includes(`/${installation}/${model}@sha256:`) || text.includes(`/training/${model}/`) || text.includes(`"model":"${model}"`);
}

async function textOf(account: Account, Bucket: string, Key: string): Promise<string> {
  const found = await unlessGone(account.s3.send(new GetObjectCommand({ Bucket, Key })));
  return (await found?.Body?.transformToString()) ?? '';
}
