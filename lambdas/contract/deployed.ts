import * as v from 'valibot';

/**
 * The parameter `/<installation>/<model>/deployed`: facts of the model's stack that a run needs, written by infra, read by Prepare.
 * Not settings: nobody overrides them.
 */
export const deployed = v.strictObject({
  repositoryUri: v.string(),
  trainingRoleArn: v.string(),
  hostingRoleArn: v.string(),
  modelPackageGroup: v.string(),
  /** sha256 of buildspecs/build-image.yml: a changed recipe makes new images. */
  buildspecHash: v.string(),
  /** The packaged folder: a zip, its file list with hashes, and what people call this version. */
  source: v.strictObject({ bucket: v.string(), key: v.string(), manifestKey: v.string(), version: v.string() }),
});
export type Deployed = v.InferOutput<typeof deployed>;
