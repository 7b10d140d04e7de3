import { randomUuid } from '../ids.ts';
import { map, text } from '../input.ts';
import { operation } from '../operation.ts';
import { makeFolder } from './folders.ts';
import { repositoryName } from './members.ts';
import { metadata } from './metadata.ts';
import { checkNewName, type Repository, repositoriesOf } from './repositories.ts';

/** @see https://docs.aws.amazon.com/codecommit/latest/APIReference/API_CreateRepository.html */
export const createRepository = operation({
  name: 'CreateRepository',
  input: { ...repositoryName, repositoryDescription: text({ max: 1000 }), tags: map(text()), kmsKeyId: text() },
  run: ({ repositoryName: name, repositoryDescription }, { world }) => {
    checkNewName(world, name);
    makeFolder(world, name);
    const now = new Date(world.clock.now());
    const repository: Repository = {
      id: randomUuid(world.random),
      name,
      ...(repositoryDescription === undefined ? {} : { description: repositoryDescription }),
      created: now,
      modified: now,
      triggers: [],
      configurationId: randomUuid(world.random),
    };
    repositoriesOf(world).set(name, repository);
    return { repositoryMetadata: metadata(world, repository) };
  },
});
