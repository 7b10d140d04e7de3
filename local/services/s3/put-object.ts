import { AwsError } from '../errors.ts';
import { any, required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { attributes, attributesInput } from './attributes.ts';
import { trailerChecksum } from './aws-chunked.ts';
import { bucketOf } from './buckets.ts';
import { checksumInput, checksumOutput, requestedChecksum, verifyChecksum } from './checksum.ts';
import { checkWrite } from './conditions.ts';
import { blobName, save } from './save.ts';

/** Stores an object whole, or not at all; IfMatch and IfNoneMatch make it a compare-and-swap. */
export const putObject = operation({
  name: 'PutObject',
  input: {
    Bucket: text(required),
    Key: text({ required: true, min: 1 }),
    Body: any(),
    IfMatch: text(),
    IfNoneMatch: text(),
    ContentMD5: text(),
    ...attributesInput,
    ...checksumInput,
  },
  run: async (input, context) => {
    const bucket = bucketOf(context.world, input.Bucket);
    const kept = attributes(input);
    const { algorithm, expected } = requestedChecksum(input);
    checkWrite(bucket.objects.current(input.Key), input.Key, input); // before the body comes: a lost race is told at once
    const blob = blobName(context, input.Key);
    const { shelf } = bucket.objects;
    const written = await shelf.write(blob, input.Body, algorithm);
    try {
      if (algorithm) verifyChecksum(algorithm, expected ?? trailerChecksum(input.Body, algorithm), written.checksum as string);
      checkMd5(input.ContentMD5, written.md5);
      // The bucket may have changed while the body came; from here on nothing waits.
      const now = bucketOf(context.world, input.Bucket);
      checkWrite(now.objects.current(input.Key), input.Key, input);
      const checksum = algorithm && { algorithm, value: written.checksum as string, type: 'FULL_OBJECT' as const };
      const version = save(
        context,
        now,
        input.Key,
        { blob, size: written.size, etag: written.md5.toString('hex'), checksum, ...kept },
        'PutObject',
      );
      return {
        ETag: `"${version.etag}"`,
        ...checksumOutput(checksum),
        ServerSideEncryption: 'AES256',
        ...(now.versioned ? { VersionId: version.versionId } : {}),
      };
    } catch (error) {
      shelf.remove(blob);
      throw error;
    }
  },
});

/** @throws InvalidDigest, BadDigest */
export function checkMd5(expected: string | undefined, md5: Buffer): void {
  if (expected === undefined) return;
  if (Buffer.from(expected, 'base64').length !== 16) throw new AwsError('InvalidDigest', 'The Content-MD5 you specified was invalid.');
  if (expected !== md5.toString('base64')) throw new AwsError('BadDigest', 'The Content-MD5 you specified did not match what we received.');
}
