import type { Service } from '../operation.ts';
import { createRepository } from './create-repository.ts';
import { deleteRepository } from './delete-repository.ts';
import { writeHook } from './folders.ts';
import { getBranch } from './get-branch.ts';
import { getCommit } from './get-commit.ts';
import { getFolder } from './get-folder.ts';
import { getRepository } from './get-repository.ts';
import { getRepositoryTriggers } from './get-repository-triggers.ts';
import { listBranches } from './list-branches.ts';
import { listRepositories } from './list-repositories.ts';
import { putRepositoryTriggers } from './put-repository-triggers.ts';
import { repositoriesOf } from './repositories.ts';
import { updateRepositoryDescription } from './update-repository-description.ts';
import { updateRepositoryName } from './update-repository-name.ts';

/** CodeCommit: a bare git repository per name, whose hook tells this world of every push. */
export const codecommit: Service = {
  name: 'codecommit',
  operations: [
    createRepository,
    deleteRepository,
    getBranch,
    getCommit,
    getFolder,
    getRepository,
    getRepositoryTriggers,
    listBranches,
    listRepositories,
    putRepositoryTriggers,
    updateRepositoryDescription,
    updateRepositoryName,
  ],
  start: (world) => {
    for (const name of repositoriesOf(world).keys()) writeHook(world, name);
  },
};
