import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { DeleteObjectCommand, HeadObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import type { Account } from './account.ts';
import { runChild } from './child.ts';
import { CliError } from './cli-error.ts';
import type { Io } from './io.ts';
import type { LocalModel } from './models.ts';

/** What became of the objects below a model's part of the data bucket. */
export interface Upload {
  readonly uploaded: number;
  readonly unchanged: number;
  /** Keys of earlier uploads whose file is gone, relative to the model's part. */
  readonly removed: readonly string[];
  /** Keys that this command did not upload: they stay, and trainings read them. */
  readonly kept: readonly string[];
}

/** Marks an object as a copy of a file of the data folder: such an object goes when its file goes. */
const origin = { 'trainyard-origin': 'data-folder' };

/** Makes the model's data folder where it is absent and says how (`data.prepare`). Returns the folder, or undefined without data. */
export async function prepareData(
  { name, folder, file, data }: Pick<LocalModel, 'name' | 'folder' | 'file' | 'data'>,
  io: Io,
): Promise<string | undefined> {
  const path = join(folder, data.folder);
  if (existsSync(path)) return path;
  if (!data.prepare) return undefined;
  const child = { name: `data.prepare of ${name} (${data.prepare})`, command: data.prepare, args: [], cwd: folder, shell: true };
  await runChild(child, io).catch((error: unknown) => {
    // Half of the data would pass for all of it in the next run.
    rmSync(path, { recursive: true, force: true });
    throw error;
  });
  if (existsSync(path)) return path;
  const shown = relative(io.cwd, file);
  throw new CliError(`Expected \`${data.prepare}\` (data.prepare in ${shown}) to make the folder ${data.folder}; it did not.`);
}

/**
 * Copies a folder whose children are the channels into the model's part of the data bucket, and removes copies whose file is gone. Objects
 * that somebody else put there stay. Only what differs is sent: a training's key holds the objects' ETags, and an ETag stays with its bytes.
 */
export async function uploadData(account: Account, Bucket: string, model: string, folder: string): Promise<Upload> {
  const files = new Map(filesOf(folder).map((path) => [`${model}/${relative(folder, path).split(sep).join('/')}`, path]));
  const present = await list(account, Bucket, `${model}/`);
  let uploaded = 0;
  for (const [Key, path] of files) {
    if (present.get(Key) === (await md5(path))) continue;
    const ContentLength = statSync(path).size;
    await account.s3.send(new PutObjectCommand({ Bucket, Key, Body: createReadStream(path), ContentLength, Metadata: origin }));
    uploaded++;
  }
  const [removed, kept]: [string[], string[]] = [[], []];
  for (const Key of present.keys()) {
    if (files.has(Key)) continue;
    const { Metadata } = await account.s3.send(new HeadObjectCommand({ Bucket, Key }));
    const isCopy = Metadata?.['trainyard-origin'] === origin['trainyard-origin'];
    if (isCopy) await account.s3.send(new DeleteObjectCommand({ Bucket, Key }));
    (isCopy ? removed : kept).push(Key.slice(model.length + 1));
  }
  return { uploaded, unchanged: files.size - uploaded, removed, kept };
}

const keysShown = 3;

/** Says what became of the data, and names what was removed and what is there besides. */
export function uploadText({ uploaded, unchanged, removed, kept }: Upload, folder: string): string {
  const named = (keys: readonly string[]) =>
    `${keys.slice(0, keysShown).join(', ')}${keys.length > keysShown ? ` and ${keys.length - keysShown} more` : ''}`;
  return [
    `${uploaded} uploaded, ${unchanged} unchanged`,
    ...(removed.length > 0 ? [`${removed.length} removed (${named(removed)})`] : []),
    ...(kept.length > 0 ? [`${kept.length} kept that ${kept.length === 1 ? 'is' : 'are'} not in ${folder} (${named(kept)})`] : []),
  ].join(', ');
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.'))
    .flatMap((entry) => (entry.isDirectory() ? filesOf(join(folder, entry.name)) : [join(folder, entry.name)]));
}

async function list(account: Account, Bucket: string, Prefix: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  let ContinuationToken: string | undefined;
  do {
    const page = await account.s3.send(new ListObjectsV2Command({ Bucket, Prefix, ContinuationToken }));
    for (const { Key = '', ETag = '' } of page.Contents ?? []) found.set(Key, ETag.replaceAll('"', ''));
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken);
  return found;
}

/** The ETag of an object that was put in one part. Of one in several it differs, and the file is sent again. */
async function md5(path: string): Promise<string> {
  const hash = createHash('md5');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
