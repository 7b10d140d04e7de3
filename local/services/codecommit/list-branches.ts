import { text } from '../input.ts';
import { operation } from '../operation.ts';
import { git } from './git.ts';
import { repositoryName } from './members.ts';
import { findRepository } from './repositories.ts';

/** All in one page. */
export const listBranches = operation({
  name: 'ListBranches',
  input: { ...repositoryName, nextToken: text() },
  run: async ({ repositoryName: name }, { world }) => {
    findRepository(world, name);
    const names = await git(world, name, 'for-each-ref', '--format=%(refname:lstrip=2)', 'refs/heads');
    return { branches: names.split('\n').filter(Boolean) };
  },
});
