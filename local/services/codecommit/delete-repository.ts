import { operation } from '../operation.ts';
import { repositoryName } from './members.ts';
import { removeRepository, repositoriesOf } from './repositories.ts';

/** Idempotent: a repository that is not there gives an answer without an id. */
export const deleteRepository = operation({
  name: 'DeleteRepository',
  input: repositoryName,
  run: ({ repositoryName: name }, { world }) => {
    const repository = repositoriesOf(world).get(name);
    if (!repository) return {};
    removeRepository(world, repository);
    return { repositoryId: repository.id };
  },
});
