import type { Service } from '../operation.ts';
import { abortMultipartUpload } from './abort-multipart-upload.ts';
import { bucketSettings } from './bucket-settings.ts';
import { completeMultipartUpload } from './complete-multipart-upload.ts';
import { copyObject } from './copy-object.ts';
import { createBucket } from './create-bucket.ts';
import { createMultipartUpload } from './create-multipart-upload.ts';
import { deleteBucket } from './delete-bucket.ts';
import { deleteObject } from './delete-object.ts';
import { deleteObjects } from './delete-objects.ts';
import { getObject } from './get-object.ts';
import { getObjectTagging } from './get-object-tagging.ts';
import { headBucket } from './head-bucket.ts';
import { headObject } from './head-object.ts';
import { listBuckets } from './list-buckets.ts';
import { listObjectVersions } from './list-object-versions.ts';
import { listObjects } from './list-objects.ts';
import { listObjectsV2 } from './list-objects-v2.ts';
import { listParts } from './list-parts.ts';
import { putObject } from './put-object.ts';
import { uploadPart } from './upload-part.ts';
import { uploadPartCopy } from './upload-part-copy.ts';

/** S3: objects as files under `<dataDir>/s3/<bucket>/`. */
export const s3: Service = {
  name: 's3',
  operations: [
    abortMultipartUpload,
    ...bucketSettings,
    completeMultipartUpload,
    copyObject,
    createBucket,
    createMultipartUpload,
    deleteBucket,
    deleteObject,
    deleteObjects,
    getObject,
    getObjectTagging,
    headBucket,
    headObject,
    listBuckets,
    listObjectVersions,
    listObjects,
    listObjectsV2,
    listParts,
    putObject,
    uploadPart,
    uploadPartCopy,
  ],
};
