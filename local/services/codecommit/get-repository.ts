import { operation } from '../operation.ts';
import { repositoryName } from './members.ts';
import { defaultBranch, metadata } from './metadata.ts';
import { findRepository } from './repositories.ts';

/** The repository's metadata, with the branch that HEAD names once that has a commit. */
export const getRepository = operation({
  name: 'GetRepository',
  input: repositoryName,
  run: async ({ repositoryName: name }, { world }) => {
    const repository = findRepository(world, name);
    const branch = await defaultBranch(world, name);
    return { repositoryMetadata: { ...metadata(world, repository), ...(branch === undefined ? {} : { defaultBranch: branch }) } };
  },
});
