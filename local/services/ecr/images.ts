import type { World } from '../../world.ts';
import { AwsError } from '../errors.ts';
import { list, structure, text } from '../input.ts';
import { imageExists, tagExists } from './errors.ts';
import { blobSize, digestOf, digestPattern, readManifest, removeBlob, writeManifest } from './layers.ts';
import { changeRepository, type ImageRecord, type RepositoryRecord, repositoryOf } from './repositories.ts';

export interface ImageId {
  readonly imageDigest?: string;
  readonly imageTag?: string;
}

export const imageIds = list(structure({ imageDigest: text(), imageTag: text({ max: 300 }) }), { min: 1, max: 100 });

interface ManifestBody {
  readonly mediaType?: string;
  readonly config?: { digest: string; size: number };
  readonly layers?: readonly { digest: string; size: number; urls?: unknown }[];
  readonly manifests?: readonly { digest: string; size: number }[];
}

/** The image an id names: by digest, by tag, or by both if they agree. */
export function findImage(record: RepositoryRecord, { imageDigest, imageTag }: ImageId): ImageRecord | undefined {
  return record.images.find(
    (image) =>
      (imageDigest === undefined || image.digest === imageDigest) &&
      (imageTag === undefined || image.tags.includes(imageTag)) &&
      (imageDigest !== undefined || imageTag !== undefined),
  );
}

/** Why a batch operation could not take an id, as ECR puts it into `failures`. */
export function failureOf(record: RepositoryRecord, imageId: ImageId): { imageId: ImageId; failureCode: string; failureReason: string } {
  const { imageDigest, imageTag } = imageId;
  const failure = (failureCode: string, failureReason: string) => ({ imageId, failureCode, failureReason });
  if (imageDigest === undefined && imageTag === undefined) {
    return failure('MissingDigestAndTag', 'Invalid request parameters: both tag and digest cannot be null');
  }
  if (imageDigest !== undefined && !digestPattern.test(imageDigest)) {
    return failure(
      'InvalidImageDigest',
      "Invalid request parameters: image digest should satisfy the regex '[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+'",
    );
  }
  if (imageDigest !== undefined && imageTag !== undefined && findImage(record, { imageDigest })) {
    return failure('ImageTagDoesNotMatchDigest', 'The provided tag does not match the provided digest');
  }
  return failure('ImageNotFound', 'Requested image not found');
}

/**
 * Stores a manifest and gives it a tag: the end of a push, and how an image that is there gets another tag.
 * @throws ImageTagAlreadyExistsException where the tag is taken and tags are immutable, LayersNotFoundException, InvalidParameterException
 */
export function storeImage(
  world: World,
  repository: string,
  manifest: Uint8Array | string,
  options: { tag?: string; mediaType?: string },
): ImageRecord {
  const record = repositoryOf(world, repository);
  const { tag } = options;
  const body = parse(manifest);
  const digest = digestOf(manifest);
  if (tag !== undefined && !/^[A-Za-z0-9_][A-Za-z0-9._-]{0,299}$/.test(tag)) {
    throw new AwsError(
      'InvalidParameterException',
      `Invalid parameter at 'ImageTag' failed to satisfy constraint: 'must satisfy regular expression '[a-zA-Z0-9-_.]+''`,
    );
  }
  const holder = tag === undefined ? undefined : findImage(record, { imageTag: tag });
  if (holder && tag !== undefined && holder.digest !== digest && record.mutability.startsWith('IMMUTABLE'))
    throw tagExists(repository, tag);
  const parts = [...(body.config ? [body.config] : []), ...(body.layers ?? []).filter(({ urls }) => urls === undefined)];
  const missing = [...parts, ...(body.manifests ?? [])].filter((part) => blobSize(world, repository, part.digest) === undefined);
  if (missing.length > 0) {
    const layers = missing.map((part) => part.digest).join(', ');
    throw new AwsError(
      'LayersNotFoundException',
      `Image manifest references non-existing layers [${layers}] in the repository with name '${repository}' in the registry with id '${world.account}'`,
    );
  }
  writeManifest(world, repository, manifest);
  const there = record.images.find((image) => image.digest === digest);
  const image: ImageRecord = {
    digest,
    mediaType: body.mediaType ?? options.mediaType ?? 'application/vnd.oci.image.manifest.v1+json',
    size: parts.reduce((sum, part) => sum + part.size, 0),
    pushed: there?.pushed ?? new Date(world.clock.now()),
    tags: [...new Set([...(there?.tags ?? []), ...(tag === undefined ? [] : [tag])])],
  };
  const others = record.images.filter((other) => other.digest !== digest);
  const untagged = others.map((other) =>
    tag !== undefined && other.tags.includes(tag) ? { ...other, tags: other.tags.filter((name) => name !== tag) } : other,
  );
  changeRepository(world, repository, () => ({ images: [...untagged, image] }));
  const detail = {
    result: 'SUCCESS',
    'repository-name': repository,
    'image-digest': digest,
    'action-type': 'PUSH',
    ...(tag ? { 'image-tag': tag } : {}),
  };
  world.emit({ source: 'aws.ecr', detailType: 'ECR Image Action', resources: [], detail });
  return image;
}

/** @throws ImageAlreadyExistsException when storing would change nothing */
export function refuseSame(world: World, repository: string, digest: string, tag: string | undefined): void {
  const there = findImage(repositoryOf(world, repository), { imageDigest: digest });
  if (there && (tag === undefined || there.tags.includes(tag))) throw imageExists(world, repository, digest, tag);
}

/** Takes a tag off, or an image out; an image whose last tag goes is removed too, with the layers nobody else uses. */
export function removeImage(world: World, repository: string, image: ImageRecord, imageId: ImageId): void {
  const tags = imageId.imageDigest === undefined ? image.tags.filter((tag) => tag !== imageId.imageTag) : [];
  const gone = tags.length > 0 ? [] : partsOf(world, repository, image.digest);
  const record = changeRepository(world, repository, ({ images }) => ({
    images: images.flatMap((other) => (other.digest !== image.digest ? [other] : tags.length > 0 ? [{ ...image, tags }] : [])),
  }));
  // Only what was this image's: layers of a push under way belong to no image yet.
  const kept = new Set(record.images.flatMap(({ digest }) => partsOf(world, repository, digest)));
  for (const digest of gone) if (!kept.has(digest)) removeBlob(world, repository, digest);
}

/** The digests of everything an image is made of, its manifest first. */
function partsOf(world: World, repository: string, digest: string): string[] {
  const { config, layers = [], manifests = [] } = parse(readManifest(world, repository, digest));
  return [digest, ...[...(config ? [config] : []), ...layers, ...manifests].map((part) => part.digest)];
}

function parse(manifest: Uint8Array | string): ManifestBody {
  try {
    const body = JSON.parse(Buffer.from(manifest).toString('utf8'));
    if (body?.schemaVersion === 2 && (Array.isArray(body.layers) || Array.isArray(body.manifests))) return body;
  } catch {
    // falls to the error below
  }
  throw new AwsError(
    'InvalidParameterException',
    "Invalid parameter at 'ImageManifest' failed to satisfy constraint: 'Invalid JSON syntax'",
  );
}
