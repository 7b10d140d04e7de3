import { AwsError } from '../errors.ts';
import type { HttpRequest } from '../http.ts';
import { AwsChunkedDecoder } from './aws-chunked.ts';
import { invalidArgument } from './errors.ts';
import type { Address } from './http-address.ts';
import { queryNames, requestHeaders } from './http-members.ts';
import { parseXml, type XmlElement, xmlList } from './xml.ts';

const numbers = new Set(['MaxKeys', 'PartNumber', 'MaxParts']);
const times = new Set(['IfModifiedSince', 'IfUnmodifiedSince']);
/** XML bodies are configurations and lists of up to 10,000 parts; S3 itself stops at 1 MB. */
const MAX_XML_BYTES = 1024 * 1024;

/** An operation's input out of headers, query and body. A stored body stays a stream. */
export async function inputOf(operation: string, address: Address, request: HttpRequest): Promise<Record<string, unknown>> {
  const input: Record<string, unknown> = { ...fromHeaders(request), ...fromQuery(operation, address.query) };
  if (address.bucket !== '') input.Bucket = address.bucket;
  if (address.key !== '') input.Key = address.key;
  if (operation === 'PutObject' || operation === 'UploadPart') return { ...input, ...stored(request) };
  if (operation === 'PutBucketPolicy') return { ...input, Policy: await textOf(request) };
  if (address.method !== 'PUT' && address.method !== 'POST') return input;
  const text = await textOf(request);
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
function stored(request: HttpRequest): Record<string, unknown> {
  const { headers } = request;
  const chunked =
    String(headers['content-encoding'] ?? '').includes('aws-chunked') ||
    String(headers['x-amz-content-sha256'] ?? '').startsWith('STREAMING-');
  if (!chunked) {
    if (headers['content-length'] === '0') return { Body: '' };
    if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) {
      throw new AwsError('MissingContentLength', 'You must provide the Content-Length HTTP header.', 411);
    }
    return { Body: request };
  }
  const length = headers['x-amz-decoded-content-length'];
  const decoder = new AwsChunkedDecoder(length === undefined ? undefined : Number(length));
  // The operation may refuse before it reads: a fault in the body must then end in nobody's hands, not in the process's end.
  decoder.on('error', () => {});
  request.on(
    'close',
    () => request.readableEnded || decoder.destroy(new Error('The client closed the connection before the object was whole')),
  );
  return { Body: request.pipe(decoder) };
}

async function textOf(request: HttpRequest): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_XML_BYTES) throw new AwsError('MaxMessageLengthExceeded', 'Your request was too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
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
