import { Readable } from 'node:stream';
import type { AwsError } from '../errors.ts';
import { type HttpAnswer, textAnswer } from '../http.ts';
import { headerNames } from './http-members.ts';
import { xmlDocument } from './xml.ts';

type Output = Record<string, unknown>;

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** Operations that answer a document: its root, and what of the output stands in it. Everything else answers headers. */
const documents: Readonly<Record<string, { root: string; body: (output: Output) => Output }>> = {
  ListBuckets: { root: 'ListAllMyBucketsResult', body: ({ Buckets, Owner }) => ({ Owner, Buckets: { Bucket: Buckets } }) },
  ListObjects: { root: 'ListBucketResult', body: encodedKeys },
  ListObjectsV2: { root: 'ListBucketResult', body: encodedKeys },
  ListObjectVersions: {
    root: 'ListVersionsResult',
    body: ({ Versions, DeleteMarkers, ...rest }) => ({ ...rest, Version: Versions, DeleteMarker: DeleteMarkers }),
  },
  ListParts: { root: 'ListPartsResult', body: ({ Parts, ...rest }) => ({ ...rest, Part: Parts }) },
  DeleteObjects: { root: 'DeleteResult', body: ({ Deleted, Errors }) => ({ Deleted, Error: Errors }) },
  CopyObject: { root: 'CopyObjectResult', body: ({ CopyObjectResult }) => CopyObjectResult as Output },
  UploadPartCopy: { root: 'CopyPartResult', body: ({ CopyPartResult }) => CopyPartResult as Output },
  CreateMultipartUpload: { root: 'InitiateMultipartUploadResult', body: ({ Bucket, Key, UploadId }) => ({ Bucket, Key, UploadId }) },
  CompleteMultipartUpload: { root: 'CompleteMultipartUploadResult', body: ({ VersionId, ServerSideEncryption, ...rest }) => rest },
  GetBucketVersioning: { root: 'VersioningConfiguration', body: (output) => output },
  GetBucketNotificationConfiguration: { root: 'NotificationConfiguration', body: (output) => output },
  GetBucketEncryption: { root: 'ServerSideEncryptionConfiguration', body: (output) => rules(output.ServerSideEncryptionConfiguration) },
  GetPublicAccessBlock: { root: 'PublicAccessBlockConfiguration', body: (output) => output.PublicAccessBlockConfiguration as Output },
  GetBucketLifecycleConfiguration: { root: 'LifecycleConfiguration', body: rules },
  GetBucketOwnershipControls: { root: 'OwnershipControls', body: (output) => rules(output.OwnershipControls) },
  GetObjectTagging: { root: 'Tagging', body: ({ TagSet }) => ({ TagSet: { Tag: TagSet } }) },
  GetBucketTagging: { root: 'Tagging', body: ({ TagSet }) => ({ TagSet: { Tag: TagSet } }) },
};

/** Members of a document's output that travel as headers all the same. */
const besideDocument = ['VersionId', 'CopySourceVersionId', 'ServerSideEncryption', 'ChecksumAlgorithm', 'ChecksumType'];

/** Renders an operation's output as S3 answers it. */
export function answerOf(operation: string, output: Output, requestId: string): HttpAnswer {
  const headers = { ...ids(requestId), ...headersOf(output, operation in documents ? besideDocument : Object.keys(headerNames)) };
  const document = documents[operation];
  if (document) return textAnswer(200, 'application/xml', xmlDocument(document.root, document.body(output), NAMESPACE), headers);
  if (operation === 'GetBucketPolicy') return textAnswer(200, 'application/json', String(output.Policy), ids(requestId));
  if (output.Body instanceof Readable || output.Body instanceof Uint8Array)
    return { status: output.ContentRange ? 206 : 200, headers, body: output.Body };
  if (operation === 'HeadObject') return { status: output.ContentRange ? 206 : 200, headers };
  const status = /^(Delete|Abort)/.test(operation) ? 204 : 200;
  return { status, headers: status === 204 ? headers : { 'content-length': '0', ...headers } };
}

/** Renders an error: a document, or for HEAD and 304 the bare status. */
export function errorAnswer(error: AwsError, method: string, resource: string, requestId: string): HttpAnswer {
  const { name, status, message, members } = error;
  if (method === 'HEAD' || status === 304) return { status, headers: { ...ids(requestId), 'content-type': 'application/xml' } };
  const body = {
    Code: name,
    Message: message,
    ...members,
    Resource: resource,
    RequestId: requestId,
    HostId: hostId(requestId),
  };
  return textAnswer(status, 'application/xml', xmlDocument('Error', body), ids(requestId));
}

function headersOf(output: Output, members: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const member of members) {
    const value = output[member];
    if (value === undefined) continue;
    headers[headerNames[member as keyof typeof headerNames]] = value instanceof Date ? value.toUTCString() : String(value);
  }
  // S3 sends metadata outside ASCII MIME-encoded (RFC 2047).
  for (const [name, value] of Object.entries((output.Metadata as Record<string, string>) ?? {})) {
    headers[`x-amz-meta-${name}`] = /^[\x20-\x7e]*$/.test(value) ? value : `=?UTF-8?B?${Buffer.from(value).toString('base64')}?=`;
  }
  return headers;
}

function encodedKeys(output: Output): Output {
  if (output.EncodingType !== 'url') return output;
  const encode = (key: unknown) => (typeof key === 'string' ? encodeURIComponent(key).replaceAll('%2F', '/') : key);
  const each = (name: string, member: string) =>
    (output[name] as Output[] | undefined)?.map((item) => ({ ...item, [member]: encode(item[member]) }));
  return {
    ...output,
    Prefix: encode(output.Prefix),
    Delimiter: encode(output.Delimiter),
    StartAfter: encode(output.StartAfter),
    Marker: encode(output.Marker),
    NextMarker: encode(output.NextMarker),
    Contents: each('Contents', 'Key'),
    CommonPrefixes: each('CommonPrefixes', 'Prefix'),
  };
}

function rules(value: unknown): Output {
  const { Rules, ...rest } = (value ?? {}) as Output;
  return { ...rest, Rule: Rules };
}

const hostId = (requestId: string): string => Buffer.from(`local ${requestId}`).toString('base64');
const ids = (requestId: string): Record<string, string> => ({ 'x-amz-request-id': requestId, 'x-amz-id-2': hostId(requestId) });
