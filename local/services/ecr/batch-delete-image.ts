import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { failureOf, findImage, type ImageId, imageIds, removeImage } from './images.ts';
import { repositoryName, repositoryOf } from './repositories.ts';

/** Removes tags (ids by tag) and images (ids by digest). What is not there stands in `failures`. */
export const batchDeleteImage = operation({
  name: 'BatchDeleteImage',
  input: { repositoryName, registryId: text(), imageIds: { ...imageIds, ...required } },
  run: (input, { world }) => {
    const removed: ImageId[] = [];
    const failures: Record<string, unknown>[] = [];
    for (const imageId of input.imageIds) {
      const record = repositoryOf(world, input.repositoryName); // read again: an id before may have taken the image
      const image = findImage(record, imageId);
      if (!image) {
        failures.push(failureOf(record, imageId));
        continue;
      }
      removeImage(world, record.name, image, imageId);
      const tags = imageId.imageDigest === undefined ? [imageId.imageTag] : image.tags;
      if (tags.length === 0) removed.push({ imageDigest: image.digest });
      for (const imageTag of tags) removed.push({ imageDigest: image.digest, imageTag });
    }
    return { imageIds: removed, failures };
  },
});
