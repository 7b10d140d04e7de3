import { createHash } from 'node:crypto';
import type { Readable, Transform } from 'node:stream';
import { AwsError } from '../errors.ts';
import type { HttpRequest } from '../http.ts';
import { AwsChunkedDecoder } from './aws-chunked.ts';
import { type BodyProof, checkHash, HashCheck } from './body-proof.ts';
import { invalidArgument } from './errors.ts';
import type { Address } from './http-address.ts';
import { queryNames, requestHeaders } from './http-members.ts';
import { parseXml, type XmlElement, xmlList } from './xml.ts';

const numbers = new Set(['MaxKeys', 'PartNumber', 'MaxParts']);
const times = new Set(['IfModifiedSince', 'IfUnmodifiedSince']);
/** XML bodies are configurations and lists of up to 10,000 parts; S3 itself stops at 1 MB. */
const MAX_XML_BYTES = 1024 * 1024;

/** An operation's input out of headers, query and body. A stored body stays a stream, which fails where it is not what was signed. */
export async function inputOf(
  operation: string,
  address: Address,
  request: HttpRequest,
  proof: BodyProof,
): Promise<Record<string, unknown>> {
  const input: Record<string, unknown> = { ...fromHeaders(request), ...fromQuery(operation, address.query) };
  if (address.bucket !== '') input.Bucket = address.bucket;
  if (address.key !== '') input.Key = address.key;
  if (operation === 'PutObject' || operation === 'UploadPart') return { ...input, ...stored(request, proof) };
  if (operation === 'PutBucketPolicy') return { ...input, Policy: await textOf(request, proof) };
  if (address.method !== 'PUT' && address.method !== 'POST') return input;
  const text = await textOf(request, proof);
  return text.trim() === '' ? input : { ...input, ...fromXml(operation, parseXml(text)) };
}

function fromHeaders({ headers }: HttpRequest): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const [member, name] of requestHeaders) {
    const value = headers[name];
    if (typeof value !== 'string') continue;
    if (times.has(member)) {
      const date = new Date(value);
      if (!Number.isNaN(date.getTime())) input[member] = date; // HTTP: a date that cannot be read is as none
    } else input[member] = value;
  }
  // The SDKs name the algorithm of a streamed body here, and its value in the trailer.
  const streamed = headers['x-amz-sdk-checksum-algorithm'] ?? /x-amz-checksum-(\w+)/.exec(String(headers['x-amz-trailer'] ?? ''))?.[1];
  if (streamed !== undefined) input.ChecksumAlgorithm ??= String(streamed).toUpperCase();
  const encodings = String(headers['content-encoding'] ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part && part !== 'aws-chunked');
  if (encodings.length > 0) input.ContentEncoding = encodings.join(', ');
  else delete input.ContentEncoding;
  const metadata = Object.entries(headers).filter(([name]) => name.startsWith('x-amz-meta-'));
  // Node reads header bytes as Latin-1; SDKs write UTF-8.
  const decode = (value: unknown) => Buffer.from(String(value), 'latin1').toString('utf8');
  if (metadata.length > 0)
    input.Metadata = Object.fromEntries(metadata.map(([name, value]) => [name.slice('x-amz-meta-'.length), decode(value)]));
  return input;
}

function fromQuery(operation: string, query: URLSearchParams): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const [member, name] of Object.entries(queryNames[operation] ?? {})) {
    const value = query.get(name);
    if (value === null || (value === '' && member !== 'Prefix')) continue;
    if (numbers.has(member) && !/^\d{1,10}$/.test(value))
      throw invalidArgument(`Provided ${name} not an integer or within integer range`, name, value);
    input[member] = numbers.has(member) ? Number(value) : value;
  }
  return input;
}

/** The body of an object or part: unframed when it came in aws-chunked form, held to the length it was announced with. */
function stored(request: HttpRequest, proof: BodyProof): Record<string, unknown> {
  const { headers } = request;
  const chunked =
    String(headers['content-encoding'] ?? '').includes('aws-chunked') ||
    String(headers['x-amz-content-sha256'] ?? '').startsWith('STREAMING-');
  if (!chunked && headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) {
    throw new AwsError('MissingContentLength', 'You must provide the Content-Length HTTP header.', 411);
  }
  const checked = proof.sha256 === undefined ? request : through(request, request, new HashCheck(proof.sha256));
  if (!chunked) return { Body: headers['content-length'] === '0' && proof.sha256 === undefined ? '' : checked };
  const length = headers['x-amz-decoded-content-length'];
  return { Body: through(request, checked, new AwsChunkedDecoder(length === undefined ? undefined : Number(length), proof.chunks)) };
}

function through<T extends Transform>(request: HttpRequest, body: Readable, transform: T): T {
  // The operation may refuse before it reads: a fault in the body must then end in nobody's hands, not in the process's end.
  transform.on('error', () => {});
  body.on('error', (error) => transform.destroy(error));
  request.on(
    'close',
    () => request.readableEnded || transform.destroy(new Error('The client closed the connection before the object was whole')),
  );
  return body.pipe(transform);
}

async function textOf(request: HttpRequest, { sha256 }: BodyProof): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_XML_BYTES) throw new AwsError('MaxMessageLengthExceeded', 'Your request was too large.');
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  checkHash(sha256, createHash('sha256').update(bytes).digest('hex'));
  return bytes.toString();
}

function fromXml(operation: string, root: XmlElement): Record<string, unknown> {
  const rules = () => ({ Rules: xmlList(root.Rule) });
  switch (operation) {
    case 'DeleteObjects':
      return { Delete: { Objects: xmlList(root.Object), Quiet: root.Quiet === 'true' } };
    case 'CompleteMultipartUpload':
      return { MultipartUpload: { Parts: xmlList(root.Part).map((part) => ({ PartNumber: Number(part.PartNumber), ETag: part.ETag })) } };
    case 'CreateBucket':
      return { CreateBucketConfiguration: root };
    case 'PutBucketVersioning':
      return { VersioningConfiguration: root };
    case 'PutBucketNotificationConfiguration':
      return { NotificationConfiguration: 'EventBridgeConfiguration' in root ? { ...root, EventBridgeConfiguration: {} } : root };
    case 'PutBucketEncryption':
      return { ServerSideEncryptionConfiguration: rules() };
    case 'PutPublicAccessBlock':
      return { PublicAccessBlockConfiguration: Object.fromEntries(Object.entries(root).map(([name, value]) => [name, value === 'true'])) };
    case 'PutBucketLifecycleConfiguration':
      return { LifecycleConfiguration: rules() };
    case 'PutBucketOwnershipControls':
      return { OwnershipControls: rules() };
    case 'PutBucketTagging':
      return { Tagging: { TagSet: xmlList((root.TagSet as XmlElement | undefined)?.Tag) } };
    default:
      return {};
  }
}
