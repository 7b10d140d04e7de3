import { text } from '../input.ts';
import { operation } from '../operation.ts';
import { page } from './page.ts';
import { repositoriesOf } from './repositories.ts';

export const listRepositories = operation({
  name: 'ListRepositories',
  input: {
    nextToken: text(),
    sortBy: text({ of: ['repositoryName', 'lastModifiedDate'] as const }),
    order: text({ of: ['ascending', 'descending'] as const }),
  },
  run: (input, { world }) => {
    const byTime = input.sortBy === 'lastModifiedDate';
    const { items, next } = page(input, {
      of: 'ListRepositories',
      items: repositoriesOf(world).values(),
      place: ({ name, modified, id }) => [byTime ? modified.getTime() : name, id],
      descending: input.order === 'descending',
      moves: byTime,
    });
    return { repositories: items.map(({ id, name }) => ({ repositoryName: name, repositoryId: id })), ...next };
  },
});
