import { text } from '../input.ts';
import { operation } from '../operation.ts';
import { git } from './git.ts';
import { repositoryName } from './members.ts';
import { page } from './page.ts';
import { findRepository } from './repositories.ts';

export const listBranches = operation({
  name: 'ListBranches',
  input: { ...repositoryName, nextToken: text() },
  run: async (input, { world }) => {
    const name = input.repositoryName;
    findRepository(world, name);
    const names = await git(world, name, 'for-each-ref', '--format=%(refname:lstrip=2)', 'refs/heads');
    const { items, next } = page(input, { of: 'ListBranches', items: names.split('\n').filter(Boolean), place: (branch) => [branch] });
    return { branches: items, ...next };
  },
});
