import { operation } from '../operation.ts';
import { repositoryName } from './members.ts';
import { findRepository } from './repositories.ts';

/** The triggers as they were put, and the configuration's id that messages carry. */
export const getRepositoryTriggers = operation({
  name: 'GetRepositoryTriggers',
  input: repositoryName,
  run: ({ repositoryName: name }, { world }) => {
    const { configurationId, triggers } = findRepository(world, name);
    return { configurationId, triggers };
  },
});
