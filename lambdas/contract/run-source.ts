import * as v from 'valibot';

/** What a run builds: the packaged folder in S3 (a zip, its file list with hashes), or a commit. `version` is what people call it. */
export const runSource = v.variant('type', [
  v.strictObject({ type: v.literal('folder'), bucket: v.string(), key: v.string(), manifestKey: v.string(), version: v.string() }),
  v.strictObject({
    type: v.picklist(['codecommit', 'github']),
    repository: v.string(),
    /** What CodeBuild clones. */
    location: v.string(),
    ref: v.string(),
    /** The commit id. */
    version: v.string(),
    author: v.string(),
    message: v.string(),
  }),
]);
export type RunSource = v.InferOutput<typeof runSource>;
