import { createReadStream, createWriteStream, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type HttpReply, readBody } from '../../http.ts';
import { ShimFault } from '../fault.ts';
import { parseFlags } from '../flags.ts';
import { type AwsClient, awsClient } from './client.ts';
import { printOutput } from './output.ts';
import { readTag, readTags } from './xml.ts';

interface S3Uri {
  readonly bucket: string;
  readonly key: string;
}

const cpFlags = {
  '--recursive': 'switch',
  '--quiet': 'switch',
  '--only-show-errors': 'switch',
  '--no-progress': 'switch',
  '--content-type': 'value',
  '--region': 'value',
} as const;

/** `aws s3 cp` between a file, a folder or `-` and S3, or within S3. */
export async function s3Cp(args: string[]): Promise<number> {
  const parsed = parseFlags('aws s3 cp', args, cpFlags);
  const [from, to] = parsed.words;
  if (!from || !to || parsed.words.length !== 2)
    throw new ShimFault('usage: aws s3 cp <LocalPath> <S3Uri> or <S3Uri> <LocalPath> or <S3Uri> <S3Uri>', 252);
  const source = s3Uri(from);
  const target = s3Uri(to);
  const client = awsClient();
  const say = (line: string) => {
    if (!parsed.has('quiet') && !parsed.has('only-show-errors') && from !== '-' && to !== '-') process.stdout.write(`${line}\n`);
  };
  const type = parsed.value('content-type');
  try {
    if (source && target) await copy(client, source, target);
    else if (source) await (parsed.has('recursive') ? downloadAll(client, source, to, say) : download(client, source, to, say));
    else if (target) await (parsed.has('recursive') ? uploadAll(client, from, target, say) : upload(client, from, target, type, say));
    else throw new ShimFault('usage: aws s3 cp: one of the two paths must be an s3:// URI', 252);
    return 0;
  } catch (error) {
    if (!(error instanceof ShimFault) || error.status === 252) throw error;
    process.stderr.write(`fatal error: ${error.message.trim()}\n`);
    return 1;
  }
}

/** `aws s3api head-object`. */
export async function headObject(args: string[]): Promise<void> {
  const parsed = parseFlags('aws s3api head-object', args, {
    '--bucket': 'value',
    '--key': 'value',
    '--version-id': 'value',
    '--query': 'value',
    '--output': 'value',
  });
  const [bucket, key] = [parsed.value('bucket'), parsed.value('key')];
  if (!bucket || !key) throw new ShimFault('aws s3api head-object: the following arguments are required: --bucket, --key', 252);
  const version = parsed.value('version-id');
  const reply = await awsClient().s3('HEAD', bucket, key, { query: version ? `?versionId=${encodeURIComponent(version)}` : '' });
  if (reply.status !== 200) await fail(reply, 'HeadObject', key);
  const { headers } = reply;
  reply.body.resume();
  const metadata = Object.entries(headers).filter(([name]) => name.startsWith('x-amz-meta-'));
  const output = {
    LastModified: headers['last-modified'],
    ContentLength: Number(headers['content-length']),
    ETag: headers.etag,
    VersionId: headers['x-amz-version-id'],
    ContentType: headers['content-type'],
    Metadata: Object.fromEntries(metadata.map(([name, value]) => [name.slice('x-amz-meta-'.length), value])),
  };
  printOutput(output, parsed.value('query'), parsed.value('output'));
}

function s3Uri(text: string): S3Uri | undefined {
  const [, bucket, key = ''] = /^s3:\/\/([^/]+)\/?(.*)$/s.exec(text) ?? [];
  if (text.startsWith('s3://') && bucket === undefined)
    throw new ShimFault(`aws s3 cp: "${text}" is not an S3 URI: expected s3://bucket/key`, 252);
  return bucket === undefined ? undefined : { bucket, key };
}

async function download(client: AwsClient, { bucket, key }: S3Uri, to: string, say: (line: string) => void): Promise<void> {
  const reply = await client.s3('GET', bucket, key);
  // The CLI asks with HEAD first, and says so when the object is not there; scripts look for "(404)".
  if (reply.status !== 200) await fail(reply, 'HeadObject', key);
  if (to === '-') return pipeline(reply.body, process.stdout, { end: false });
  const file = to.endsWith('/') || (existsSync(to) && statSync(to).isDirectory()) ? join(to, basename(key)) : to;
  mkdirSync(dirname(file), { recursive: true });
  await pipeline(reply.body, createWriteStream(file));
  say(`download: s3://${bucket}/${key} to ${file}`);
}

async function downloadAll(client: AwsClient, { bucket, key: prefix }: S3Uri, to: string, say: (line: string) => void): Promise<void> {
  const folder = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
  let token: string | undefined;
  do {
    const more = token ? `&continuation-token=${encodeURIComponent(token)}` : '';
    const reply = await client.s3('GET', bucket, '', {
      query: `?list-type=2&encoding-type=url&prefix=${encodeURIComponent(folder)}${more}`,
    });
    if (reply.status !== 200) await fail(reply, 'ListObjectsV2', prefix);
    const xml = (await readBody(reply.body)).toString('utf8');
    const keys = readTags(xml, 'Key').map((key) => decodeURIComponent(key.replaceAll('+', ' ')));
    for (const key of keys.filter((name) => !name.endsWith('/')))
      await download(client, { bucket, key }, join(to, key.slice(folder.length)), say);
    token = readTag(xml, 'NextContinuationToken');
  } while (token);
}

async function upload(
  client: AwsClient,
  from: string,
  { bucket, key }: S3Uri,
  type: string | undefined,
  say: (line: string) => void,
): Promise<void> {
  if (from !== '-' && !existsSync(from)) throw new ShimFault(`The user-provided path ${from} does not exist.`);
  const name = key === '' || key.endsWith('/') ? `${key}${basename(from)}` : key;
  const body: Readable | Buffer = from === '-' ? await readBody(process.stdin) : createReadStream(from);
  const size = Buffer.isBuffer(body) ? body.length : statSync(from).size;
  const headers = { 'content-length': String(size), ...(type ? { 'content-type': type } : {}) };
  const reply = await client.s3('PUT', bucket, name, { headers, body });
  if (reply.status !== 200) await fail(reply, 'PutObject', name);
  reply.body.resume();
  say(`upload: ${from} to s3://${bucket}/${name}`);
}

async function uploadAll(client: AwsClient, from: string, { bucket, key }: S3Uri, say: (line: string) => void): Promise<void> {
  if (!existsSync(from)) throw new ShimFault(`The user-provided path ${from} does not exist.`);
  const folder = key === '' || key.endsWith('/') ? key : `${key}/`;
  for (const file of filesOf(from)) await upload(client, file, { bucket, key: folder + relative(from, file) }, undefined, say);
}

async function copy(client: AwsClient, source: S3Uri, target: S3Uri): Promise<void> {
  const key = target.key === '' || target.key.endsWith('/') ? `${target.key}${basename(source.key)}` : target.key;
  const headers = { 'x-amz-copy-source': encodeURIComponent(`${source.bucket}/${source.key}`) };
  const reply = await client.s3('PUT', target.bucket, key, { headers });
  if (reply.status !== 200) await fail(reply, 'CopyObject', source.key);
  reply.body.resume();
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesOf(join(folder, entry.name)) : [join(folder, entry.name)]));
}

/** The CLI's texts: `(404) … Not Found` where HEAD has no body to say more. */
async function fail(reply: HttpReply, operation: string, key: string): Promise<never> {
  const xml = (await readBody(reply.body)).toString('utf8');
  const code = readTag(xml, 'Code');
  const message = readTag(xml, 'Message') ?? '';
  if (operation === 'HeadObject' && (reply.status === 404 || reply.status === 403)) {
    const words = reply.status === 403 ? 'Forbidden' : code === 'NoSuchBucket' ? message : `Key "${key}" does not exist`;
    throw new ShimFault(`An error occurred (${reply.status}) when calling the HeadObject operation: ${words}`, 254);
  }
  throw new ShimFault(`An error occurred (${code ?? reply.status}) when calling the ${operation} operation: ${message}`, 254);
}
