import { AwsError } from '../errors.ts';
import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { refuseSame, storeImage } from './images.ts';
import { digestOf } from './layers.ts';
import { repositoryName, repositoryOf } from './repositories.ts';

/** Gives an image that is there a further tag, without pulling it. */
export const putImage = operation({
  name: 'PutImage',
  input: {
    repositoryName,
    registryId: text(),
    imageManifest: text(required),
    imageManifestMediaType: text(),
    imageTag: text({ min: 1, max: 300 }),
    imageDigest: text(),
  },
  run: (input, { world }) => {
    repositoryOf(world, input.repositoryName);
    const digest = digestOf(input.imageManifest);
    if (input.imageDigest !== undefined && input.imageDigest !== digest) {
      throw new AwsError(
        'ImageDigestDoesNotMatchException',
        'The specified image digest does not match the digest that Amazon ECR calculated for the image.',
      );
    }
    refuseSame(world, input.repositoryName, digest, input.imageTag);
    const image = storeImage(world, input.repositoryName, input.imageManifest, {
      tag: input.imageTag,
      mediaType: input.imageManifestMediaType,
    });
    return {
      image: {
        registryId: world.account,
        repositoryName: input.repositoryName,
        imageId: { imageDigest: image.digest, ...(input.imageTag === undefined ? {} : { imageTag: input.imageTag }) },
        imageManifest: input.imageManifest,
        imageManifestMediaType: image.mediaType,
      },
    };
  },
});
