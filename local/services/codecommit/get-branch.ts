import { AwsError } from '../errors.ts';
import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { repositoryName } from './members.ts';
import { branchHead } from './objects.ts';
import { findRepository } from './repositories.ts';

/** The commit at the end of a branch. */
export const getBranch = operation({
  name: 'GetBranch',
  input: { ...repositoryName, branchName: text({ ...required, min: 1, max: 256 }) },
  run: async ({ repositoryName: name, branchName }, { world }) => {
    findRepository(world, name);
    const commitId = await branchHead(world, name, branchName);
    if (!commitId) throw new AwsError('BranchDoesNotExistException', `Branch ${branchName} does not exist`);
    return { branch: { branchName, commitId } };
  },
});
