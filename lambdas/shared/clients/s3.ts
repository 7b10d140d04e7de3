import { S3Client } from '@aws-sdk/client-s3';

let client: S3Client | undefined;

/** The one client of this process, made on first use. */
export const s3 = (): S3Client => (client ??= new S3Client({}));
