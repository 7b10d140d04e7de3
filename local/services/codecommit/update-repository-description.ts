import { text } from '../input.ts';
import { operation } from '../operation.ts';
import { repositoryName } from './members.ts';
import { findRepository, repositoriesOf } from './repositories.ts';

/** Without a description: takes the present one away. */
export const updateRepositoryDescription = operation({
  name: 'UpdateRepositoryDescription',
  input: { ...repositoryName, repositoryDescription: text({ max: 1000 }) },
  run: ({ repositoryName: name, repositoryDescription }, { world }) => {
    const { description: _, ...repository } = findRepository(world, name);
    const description = repositoryDescription ? { description: repositoryDescription } : {};
    repositoriesOf(world).set(name, { ...repository, ...description, modified: new Date(world.clock.now()) });
    return {};
  },
});
