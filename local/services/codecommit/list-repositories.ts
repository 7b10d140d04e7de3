import { text } from '../input.ts';
import { operation } from '../operation.ts';
import { repositoriesOf } from './repositories.ts';

/** All in one page: an account here has tens of repositories, not thousands. */
export const listRepositories = operation({
  name: 'ListRepositories',
  input: {
    nextToken: text(),
    sortBy: text({ of: ['repositoryName', 'lastModifiedDate'] as const }),
    order: text({ of: ['ascending', 'descending'] as const }),
  },
  run: ({ sortBy, order }, { world }) => {
    const key = ({ name, modified }: { name: string; modified: Date }) => (sortBy === 'lastModifiedDate' ? modified.toISOString() : name);
    const sorted = repositoriesOf(world)
      .values()
      .sort((a, b) => (key(a) < key(b) ? -1 : 1));
    if (order === 'descending') sorted.reverse();
    return { repositories: sorted.map(({ id, name }) => ({ repositoryName: name, repositoryId: id })) };
  },
});
