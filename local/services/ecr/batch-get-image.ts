import { list, required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { failureOf, findImage, imageIds } from './images.ts';
import { readManifest } from './layers.ts';
import { repositoryName, repositoryOf } from './repositories.ts';

/** Manifests by tag or digest. What is not there stands in `failures`, and the call succeeds. */
export const batchGetImage = operation({
  name: 'BatchGetImage',
  input: { repositoryName, registryId: text(), imageIds: { ...imageIds, ...required }, acceptedMediaTypes: list(text()) },
  run: (input, { world }) => {
    const record = repositoryOf(world, input.repositoryName);
    const images: Record<string, unknown>[] = [];
    const failures: Record<string, unknown>[] = [];
    for (const imageId of input.imageIds) {
      const image = findImage(record, imageId);
      if (!image) failures.push(failureOf(record, imageId));
      else {
        images.push({
          registryId: world.account,
          repositoryName: record.name,
          imageId: { imageDigest: image.digest, ...(imageId.imageTag === undefined ? {} : { imageTag: imageId.imageTag }) },
          imageManifest: readManifest(world, record.name, image.digest),
          imageManifestMediaType: image.mediaType,
        });
      }
    }
    return { images, failures };
  },
});
