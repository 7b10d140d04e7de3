import { number, structure, text } from '../input.ts';
import { operation } from '../operation.ts';
import { imageNotFound } from './errors.ts';
import { findImage, imageIds } from './images.ts';
import { page } from './page.ts';
import { repositoryName, repositoryOf } from './repositories.ts';

/** Details of images; unlike BatchGetImage, a missing one fails the call. */
export const describeImages = operation({
  name: 'DescribeImages',
  input: {
    repositoryName,
    registryId: text(),
    imageIds,
    filter: structure({ tagStatus: text({ of: ['TAGGED', 'UNTAGGED', 'ANY'] }) }),
    nextToken: text(),
    maxResults: number({ integer: true, min: 1, max: 1000 }),
  },
  run: (input, { world }) => {
    const record = repositoryOf(world, input.repositoryName);
    const named = input.imageIds?.map((imageId) => {
      const image = findImage(record, imageId);
      if (!image) throw imageNotFound(world, record.name, imageId);
      return image;
    });
    const status = input.filter?.tagStatus ?? 'ANY';
    const wanted = [...new Set(named ?? record.images)].filter(({ tags }) => status === 'ANY' || tags.length > 0 === (status === 'TAGGED'));
    const { items, next } = page('DescribeImages', input, wanted, ({ digest }) => digest);
    const imageDetails = items.map((image) => ({
      registryId: world.account,
      repositoryName: record.name,
      imageDigest: image.digest,
      ...(image.tags.length > 0 ? { imageTags: image.tags } : {}),
      imageSizeInBytes: image.size,
      imagePushedAt: image.pushed,
      imageManifestMediaType: image.mediaType,
      artifactMediaType: 'application/vnd.docker.container.image.v1+json',
      imageStatus: 'ACTIVE',
    }));
    return { imageDetails, ...next };
  },
});
