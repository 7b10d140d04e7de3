import type { IncomingHttpHeaders } from 'node:http';
import { AwsError } from '../errors.ts';
import type { Address } from './http-address.ts';

/** Bucket sub-resources: `?versioning` and so on, by their Get and Put operation's noun. */
const bucketNouns: Readonly<Record<string, string>> = {
  versioning: 'BucketVersioning',
  notification: 'BucketNotificationConfiguration',
  encryption: 'BucketEncryption',
  publicAccessBlock: 'PublicAccessBlock',
  lifecycle: 'BucketLifecycleConfiguration',
  ownershipControls: 'BucketOwnershipControls',
  tagging: 'BucketTagging',
  policy: 'BucketPolicy',
};

/** Sub-resources that exist on AWS and not here: the plain operation must not answer in their place. */
const unknown = [
  'acl',
  'cors',
  'website',
  'replication',
  'logging',
  'uploads',
  'retention',
  'legal-hold',
  'torrent',
  'attributes',
  'select',
];

/**
 * The operation a request means: by method, whether a key is named, and sub-resource.
 * @throws NotImplemented for what this S3 does not do
 */
export function operationOf(address: Address, headers: IncomingHttpHeaders): string {
  const name =
    address.key !== '' ? objectOperation(address, headers) : address.bucket !== '' ? bucketOperation(address) : serviceOperation(address);
  if (name) return name;
  const what = `${address.method} /${address.bucket ? 'bucket' : ''}${address.key ? '/key' : ''}?${[...address.query.keys()].join('&')}`;
  throw new AwsError('NotImplemented', `The local S3 does not have the operation behind ${what}`, 501);
}

function serviceOperation({ method }: Address): string | undefined {
  return method === 'GET' ? 'ListBuckets' : undefined;
}

function bucketOperation({ method, query }: Address): string | undefined {
  const part = Object.keys(bucketNouns).find((name) => query.has(name));
  if (part) {
    if (method === 'DELETE') return part === 'policy' ? 'DeleteBucketPolicy' : undefined;
    return method === 'GET' || method === 'PUT' ? `${method === 'GET' ? 'Get' : 'Put'}${bucketNouns[part]}` : undefined;
  }
  if (method === 'POST') return query.has('delete') ? 'DeleteObjects' : undefined;
  if (query.has('versions')) return method === 'GET' ? 'ListObjectVersions' : undefined;
  if (unknown.some((name) => query.has(name))) return undefined;
  if (method === 'GET') return query.get('list-type') === '2' ? 'ListObjectsV2' : 'ListObjects';
  return { PUT: 'CreateBucket', HEAD: 'HeadBucket', DELETE: 'DeleteBucket' }[method];
}

function objectOperation({ method, query }: Address, headers: IncomingHttpHeaders): string | undefined {
  const upload = query.has('uploadId');
  if (method === 'POST') return query.has('uploads') ? 'CreateMultipartUpload' : upload ? 'CompleteMultipartUpload' : undefined;
  if (unknown.some((name) => query.has(name))) return undefined;
  if (query.has('tagging')) return method === 'GET' ? 'GetObjectTagging' : undefined;
  const copy = headers['x-amz-copy-source'] !== undefined;
  if (method === 'PUT') return upload ? (copy ? 'UploadPartCopy' : 'UploadPart') : copy ? 'CopyObject' : 'PutObject';
  if (method === 'GET') return upload ? 'ListParts' : 'GetObject';
  if (method === 'DELETE') return upload ? 'AbortMultipartUpload' : 'DeleteObject';
  return method === 'HEAD' ? 'HeadObject' : undefined;
}
