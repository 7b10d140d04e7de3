import { AwsError } from '../services/errors.ts';
import { handleS3 } from '../services/s3/http.ts';
import { errorAnswer } from '../services/s3/http-output.ts';
import { signerOf } from './caller.ts';
import type { Door } from './doors.ts';

/** S3 in its own wire format. Its paths look like anybody's, so the signature (or the presigned URL's) tells that it is meant. */
export const s3Door: Door = {
  opens: (request) => signerOf(request)?.service === 's3',
  answer: async ({ request, live, requestId, caller }) => {
    try {
      return await handleS3(request, live.world, caller(), requestId);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      // Only an unknown key gets here: the text and status are S3's own for it.
      const unknownKey = new AwsError('InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.', 403);
      return errorAnswer(unknownKey, request.method ?? 'GET', request.url ?? '/', requestId);
    }
  },
};
