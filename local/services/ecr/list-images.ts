import { number, structure, text } from '../input.ts';
import { operation } from '../operation.ts';
import { page } from './page.ts';
import { repositoryName, repositoryOf } from './repositories.ts';

/** Every tag with its digest, and the digests without a tag. */
export const listImages = operation({
  name: 'ListImages',
  input: {
    repositoryName,
    registryId: text(),
    filter: structure({ tagStatus: text({ of: ['TAGGED', 'UNTAGGED', 'ANY'] }) }),
    nextToken: text(),
    maxResults: number({ integer: true, min: 1, max: 1000 }),
  },
  run: (input, { world }) => {
    const status = input.filter?.tagStatus ?? 'ANY';
    const ids: { imageDigest: string; imageTag?: string }[] = repositoryOf(world, input.repositoryName).images.flatMap(
      ({ digest, tags }) => (tags.length > 0 ? tags.map((imageTag) => ({ imageDigest: digest, imageTag })) : [{ imageDigest: digest }]),
    );
    const wanted = ids.filter((id) => status === 'ANY' || 'imageTag' in id === (status === 'TAGGED'));
    const { items, next } = page('ListImages', input, wanted, ({ imageDigest, imageTag = '' }) => `${imageDigest} ${imageTag}`);
    return { imageIds: items, ...next };
  },
});
