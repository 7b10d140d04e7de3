import { imageKey } from '../../../lambdas/shared/image-key.ts';
import { findImage, storeImage } from '../../../local/services/ecr/images.ts';
import { repositoryOf } from '../../../local/services/ecr/repositories.ts';
import { bucketOf } from '../../../local/services/s3/buckets.ts';
import type { World } from '../../../local/world.ts';
import { commitOf } from '../services/codecommit.ts';
import type { BuildEnd } from './build.ts';

type Variables = Readonly<Record<string, string>>;

/** What buildspecs/build-image.yml does: the key, the image of that key if it is there, else another one pushed under the run's tag. */
export function buildImage(world: World, commit: string | undefined, variables: Variables): { isThere: boolean; finish: () => BuildEnd } {
  const uri = variables.REPOSITORY_URI ?? '';
  const repository = uri.slice(uri.indexOf('/') + 1);
  const files = commit === undefined ? {} : (commitOf(world, commit)?.files ?? {});
  let key: string;
  try {
    key = variables.IMAGE_KEY || keyOf(files, variables);
  } catch (error) {
    return { isThere: true, finish: () => ({ fault: (error as Error).message }) };
  }
  const samplesUri = `s3://${variables.ARTIFACTS_BUCKET}/samples/${key}/`;
  const end = (digest: string, isReused: boolean, samples: string): BuildEnd => ({
    exported: Object.entries({ IMAGE_KEY: key, IMAGE_DIGEST: digest, IMAGE_REUSED: String(isReused), SAMPLES_URI: samples }).map(
      ([name, value]) => ({ name, value }),
    ),
  });
  const known = knownImage(world, variables, key);
  const there = known && findImage(repositoryOf(world, repository), { imageDigest: known.digest });
  if (known && there) return { isThere: true, finish: () => end(known.digest, true, known.samples ?? '') };
  const tag = `${key.slice(0, 16)}-${variables.RUN_ID}`;
  const finish = () => {
    const pushed = findImage(repositoryOf(world, repository), { imageTag: tag });
    const image = pushed ?? storeImage(world, repository, manifest(key, variables), { tag });
    const samples = variables.SAMPLES ? samplesUri : '';
    if (samples) keepSample(world, variables, key);
    return end(image.digest, false, samples);
  };
  return { isThere: false, finish };
}

function keyOf(files: Readonly<Record<string, string>>, variables: Variables): string {
  return imageKey({
    manifest: Object.entries(files).map(([path, blob]) => ({ path, executable: false, sha256: blob.padEnd(64, '0') })),
    context: variables.CONTEXT ?? '.',
    paths: JSON.parse(variables.PATHS || '[]') as string[],
    dockerfile: variables.DOCKERFILE ?? '',
    arguments: JSON.parse(variables.BUILD_ARGUMENTS || '{}') as Record<string, string>,
    platform: variables.PLATFORM ?? '',
    buildspecHash: variables.BUILDSPEC_HASH ?? '',
    samples: variables.SAMPLES ?? '',
  });
}

/** No two builds make the same bytes: Docker layers hold times. SageMaker takes Docker's manifests only. */
const manifest = (key: string, { RUN_ID }: Variables): string =>
  JSON.stringify({
    schemaVersion: 2,
    mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
    layers: [],
    annotations: { key, run: RUN_ID },
  });

function knownImage(world: World, { ARTIFACTS_BUCKET = '', REPOSITORY_URI }: Variables, key: string) {
  const known = heldDocument(world, ARTIFACTS_BUCKET, `images/${key}.json`) as
    | { digest: string; uri: string; samples: string | null }
    | undefined;
  return known?.uri === `${REPOSITORY_URI}@${known?.digest}` ? known : undefined;
}

/** A JSON document as it lies in the bucket: looking at it is no call that could fail. */
export function heldDocument(world: World, bucket: string, key: string): unknown {
  const { objects } = bucketOf(world, bucket);
  const blob = objects.current(key)?.blob;
  const bytes = blob === undefined ? undefined : objects.shelf.held?.(blob);
  return bytes && JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
}

function keepSample(world: World, { ARTIFACTS_BUCKET }: Variables, key: string): void {
  const Key = `samples/${key}/sample.json`;
  world.background('samples', world.call('s3', 'PutObject', { Bucket: ARTIFACTS_BUCKET, Key, Body: '[1]' }));
}
