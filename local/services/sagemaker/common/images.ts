import type { World } from '../../../world.ts';
import { AwsError, validationException } from '../../errors.ts';

/** An image that is there. */
export interface ResolvedImage {
  /** `<repository URI>@sha256:…`: what was named by a tag is fixed here. */
  readonly uri: string;
  readonly mediaType: string;
}

interface Batch {
  readonly images?: readonly { imageId?: { imageDigest?: string }; imageManifestMediaType?: string; imageManifest?: string }[];
}

const PULL_RIGHTS = ['ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage'] as const;

/**
 * Finds an image in the registry as the role would pull it.
 * @returns undefined when repository or image is not there
 * @throws AccessDenied when the role may not pull
 */
export async function findImage(world: World, image: string, roleArn: string): Promise<ResolvedImage | undefined> {
  const parts = /^([^/]+)\/([^:@]+)(?::([^@]+))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(image);
  if (!parts) return undefined;
  const [, registry, repositoryName = '', tag = 'latest', digest] = parts;
  world.authorize(roleArn, 'ecr:GetAuthorizationToken', '*');
  for (const action of PULL_RIGHTS) {
    world.authorize(roleArn, action, `arn:${world.partition}:ecr:${world.region}:${world.account}:repository/${repositoryName}`);
  }
  const imageId = digest ? { imageDigest: digest } : { imageTag: tag };
  const found = await batchGetImage(world, { repositoryName, imageIds: [imageId] });
  const first = found?.images?.[0];
  if (!first?.imageId?.imageDigest) return undefined;
  return { uri: `${registry}/${repositoryName}@${first.imageId.imageDigest}`, mediaType: mediaTypeOf(first) };
}

/** @throws ValidationException for an OCI manifest, which SageMaker does not take (aws/amazon-sagemaker-feedback#180) */
export function refuseOci(image: string, { mediaType }: ResolvedImage): void {
  if (!mediaType.startsWith('application/vnd.oci.')) return;
  throw validationException(
    `Unsupported manifest media type ${mediaType} for image ${image}. Ensure that valid manifest media type is used for specified image.`,
  );
}

async function batchGetImage(world: World, input: object): Promise<Batch | undefined> {
  try {
    return await world.call<Batch>('ecr', 'BatchGetImage', input);
  } catch (error) {
    if (error instanceof AwsError && error.name === 'RepositoryNotFoundException') return undefined;
    throw error;
  }
}

function mediaTypeOf(image: { imageManifestMediaType?: string; imageManifest?: string }): string {
  if (image.imageManifestMediaType) return image.imageManifestMediaType;
  const manifest = JSON.parse(image.imageManifest ?? '{}') as { mediaType?: string };
  return manifest.mediaType ?? 'application/vnd.docker.distribution.manifest.v2+json';
}
