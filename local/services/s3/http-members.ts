/** API member ↔ HTTP header, for requests and answers alike. */
export const headerNames = {
  CacheControl: 'cache-control',
  ChecksumAlgorithm: 'x-amz-checksum-algorithm',
  ChecksumCRC32: 'x-amz-checksum-crc32',
  ChecksumCRC32C: 'x-amz-checksum-crc32c',
  ChecksumCRC64NVME: 'x-amz-checksum-crc64nvme',
  ChecksumMode: 'x-amz-checksum-mode',
  ChecksumSHA1: 'x-amz-checksum-sha1',
  ChecksumSHA256: 'x-amz-checksum-sha256',
  ChecksumType: 'x-amz-checksum-type',
  ContentDisposition: 'content-disposition',
  ContentEncoding: 'content-encoding',
  ContentLanguage: 'content-language',
  ContentMD5: 'content-md5',
  ContentType: 'content-type',
  CopySource: 'x-amz-copy-source',
  CopySourceIfMatch: 'x-amz-copy-source-if-match',
  CopySourceIfNoneMatch: 'x-amz-copy-source-if-none-match',
  CopySourceRange: 'x-amz-copy-source-range',
  IfMatch: 'if-match',
  IfModifiedSince: 'if-modified-since',
  IfNoneMatch: 'if-none-match',
  IfUnmodifiedSince: 'if-unmodified-since',
  MetadataDirective: 'x-amz-metadata-directive',
  Range: 'range',
  StorageClass: 'x-amz-storage-class',
  // Answers only.
  AcceptRanges: 'accept-ranges',
  BucketRegion: 'x-amz-bucket-region',
  ContentLength: 'content-length',
  ContentRange: 'content-range',
  CopySourceVersionId: 'x-amz-copy-source-version-id',
  DeleteMarker: 'x-amz-delete-marker',
  ETag: 'etag',
  LastModified: 'last-modified',
  Location: 'location',
  ServerSideEncryption: 'x-amz-server-side-encryption',
  VersionId: 'x-amz-version-id',
} as const;

const answersOnly = new Set([
  'AcceptRanges',
  'BucketRegion',
  'ContentLength',
  'ContentRange',
  'CopySourceVersionId',
  'DeleteMarker',
  'ETag',
  'LastModified',
  'Location',
  'ServerSideEncryption',
  'VersionId',
]);

/** Headers that a request may carry. */
export const requestHeaders = Object.entries(headerNames).filter(([member]) => !answersOnly.has(member));

/** API member ↔ query parameter, by operation. */
export const queryNames: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ListObjectsV2: {
    Prefix: 'prefix',
    Delimiter: 'delimiter',
    MaxKeys: 'max-keys',
    ContinuationToken: 'continuation-token',
    StartAfter: 'start-after',
    EncodingType: 'encoding-type',
  },
  ListObjects: { Prefix: 'prefix', Delimiter: 'delimiter', MaxKeys: 'max-keys', Marker: 'marker', EncodingType: 'encoding-type' },
  ListObjectVersions: {
    Prefix: 'prefix',
    MaxKeys: 'max-keys',
    KeyMarker: 'key-marker',
    VersionIdMarker: 'version-id-marker',
  },
  GetObject: { VersionId: 'versionId' },
  HeadObject: { VersionId: 'versionId' },
  DeleteObject: { VersionId: 'versionId' },
  UploadPart: { UploadId: 'uploadId', PartNumber: 'partNumber' },
  UploadPartCopy: { UploadId: 'uploadId', PartNumber: 'partNumber' },
  CompleteMultipartUpload: { UploadId: 'uploadId' },
  AbortMultipartUpload: { UploadId: 'uploadId' },
  ListParts: { UploadId: 'uploadId', MaxParts: 'max-parts', PartNumberMarker: 'part-number-marker' },
};
