import { list, number, text } from '../input.ts';
import { operation } from '../operation.ts';
import { page } from './page.ts';
import { repositoryOf, repositoryTable, shape } from './repositories.ts';

/** The repositories named, or all of them. */
export const describeRepositories = operation({
  name: 'DescribeRepositories',
  input: {
    registryId: text(),
    repositoryNames: list(text(), { min: 1, max: 100 }),
    nextToken: text(),
    maxResults: number({ integer: true, min: 1, max: 1000 }),
  },
  run: (input, { world }) => {
    const records = input.repositoryNames?.map((name) => repositoryOf(world, name)) ?? repositoryTable(world).values();
    const byName = records.sort((a, b) => (a.name < b.name ? -1 : 1));
    const { items, next } = page('DescribeRepositories', input, byName, ({ name }) => name);
    return { repositories: items.map((record) => shape(world, record)), ...next };
  },
});
