import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { AwsError } from '../errors.ts';
import { list, number, required, structure, text } from '../input.ts';
import { operation } from '../operation.ts';
import { type Bucket, bucketOf } from './buckets.ts';
import { type Checksum, checksumInput, checksumOutput, hasher, requestedChecksum, verifyChecksum } from './checksum.ts';
import { checkWrite } from './conditions.ts';
import { invalidPart, malformedXml } from './errors.ts';
import { blobName, save } from './save.ts';
import { type Part, partPath, partsOf, removeUpload, type Upload, uploadOf } from './uploads.ts';

const MIN_PART_BYTES = 5 * 1024 * 1024;

/** Joins the named parts into one object. Its ETag is the MD5 of the parts' MD5s, with their number. */
export const completeMultipartUpload = operation({
  name: 'CompleteMultipartUpload',
  input: {
    Bucket: text(required),
    Key: text({ required: true, min: 1 }),
    UploadId: text(required),
    MultipartUpload: structure({ Parts: list(structure({ PartNumber: number(required), ETag: text(required) })) }),
    IfMatch: text(),
    IfNoneMatch: text(),
    ...checksumInput,
  },
  run: async (input, context) => {
    const bucket = bucketOf(context.world, input.Bucket);
    const upload = uploadOf(bucket, input.Key, input.UploadId);
    const parts = chosen(partsOf(bucket, upload.id), input.MultipartUpload?.Parts ?? []);
    checkWrite(bucket.objects.current(input.Key), input.Key, input);
    const whole = upload.checksumType === 'FULL_OBJECT' ? upload.algorithm : undefined;
    const blob = blobName(context, input.Key);
    const { shelf } = bucket.objects;
    const written = await shelf.write(blob, joined(bucket, upload, parts), whole);
    try {
      checkWrite(bucket.objects.current(input.Key), input.Key, input);
      const checksum = checksumOf(upload, parts, written.checksum);
      if (whole) verifyChecksum(whole, requestedChecksum(input).expected, written.checksum as string);
      const md5 = createHash('md5');
      for (const part of parts) md5.update(part.etag, 'hex');
      const etag = `${md5.digest('hex')}-${parts.length}`;
      const object = { blob, size: written.size, etag, checksum, headers: upload.headers, metadata: upload.metadata };
      const version = save(context, bucket, input.Key, object, 'CompleteMultipartUpload');
      removeUpload(bucket, upload.id);
      return {
        Location: `${context.world.endpointUrl}/${input.Bucket}/${encodeURIComponent(input.Key)}`,
        Bucket: input.Bucket,
        Key: input.Key,
        ETag: `"${etag}"`,
        ServerSideEncryption: 'AES256',
        ...checksumOutput(checksum),
        ...(bucket.versioned ? { VersionId: version.versionId } : {}),
      };
    } catch (error) {
      shelf.remove(blob);
      throw error;
    }
  },
});

/** @throws MalformedXML, InvalidPartOrder, InvalidPart, EntityTooSmall */
function chosen(parts: readonly Part[], wanted: readonly { PartNumber: number; ETag: string }[]): Part[] {
  if (wanted.length === 0) throw malformedXml();
  if (wanted.some(({ PartNumber }, at) => at > 0 && PartNumber <= (wanted[at - 1]?.PartNumber ?? 0))) {
    throw new AwsError('InvalidPartOrder', 'The list of parts was not in ascending order. Parts must be ordered by part number.');
  }
  return wanted.map(({ PartNumber, ETag }, at) => {
    const part = parts.find(({ number }) => number === PartNumber);
    if (!part || part.etag !== ETag.replaceAll('"', '')) throw invalidPart();
    if (at < wanted.length - 1 && part.size < MIN_PART_BYTES) {
      const members = { ProposedSize: part.size, MinSizeAllowed: MIN_PART_BYTES, PartNumber, ETag: part.etag };
      throw new AwsError('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', 400, members);
    }
    return part;
  });
}

async function* joined(bucket: Bucket, upload: Upload, parts: readonly Part[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield* createReadStream(partPath(bucket, upload.id, part.blob));
}

function checksumOf(upload: Upload, parts: readonly Part[], whole: string | undefined): Checksum | undefined {
  const { algorithm } = upload;
  if (!algorithm) return undefined;
  if (upload.checksumType === 'FULL_OBJECT') return { algorithm, value: whole as string, type: 'FULL_OBJECT' };
  const composite = hasher(algorithm);
  for (const part of parts) composite.update(Buffer.from(part.checksum as string, 'base64'));
  return { algorithm, value: `${composite.digest().toString('base64')}-${parts.length}`, type: 'COMPOSITE' };
}
