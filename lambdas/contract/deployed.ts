import * as v from 'valibot';

const ids = v.pipe(v.array(v.string()), v.readonly());

/** What the installation decides for all that a model's runs make on SageMaker. */
export const platform = v.strictObject({
  /** Where the instances get their network interfaces; absent: SageMaker's own network. */
  network: v.optional(v.strictObject({ subnets: ids, securityGroups: ids })),
  /** ARN of the key that SageMaker encrypts trained artifacts with; absent: S3's. */
  kmsKey: v.optional(v.string()),
  tags: v.optional(v.record(v.string(), v.string()), {}),
});

/**
 * The parameter `/<installation>/<model>/deployed`: facts of the model's stack that a run needs, written by infra, read by Prepare.
 * Not settings: nobody overrides them.
 */
export const deployed = v.strictObject({
  repositoryUri: v.string(),
  buildRoleArn: v.string(),
  trainingRoleArn: v.string(),
  hostingRoleArn: v.string(),
  modelPackageGroup: v.string(),
  /** sha256 of buildspecs/build-image.yml: a changed recipe makes new images. */
  buildspecHash: v.string(),
  platform: v.optional(platform, {}),
  /** The packaged folder (a zip, its file list with hashes, what people call this version), or the repository. */
  source: v.variant('type', [
    v.strictObject({ type: v.literal('folder'), bucket: v.string(), key: v.string(), manifestKey: v.string(), version: v.string() }),
    v.strictObject({ type: v.picklist(['codecommit', 'github']), repository: v.string(), location: v.string() }),
  ]),
});
export type Deployed = v.InferOutput<typeof deployed>;
