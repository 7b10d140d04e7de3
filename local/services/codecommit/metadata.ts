import type { World } from '../../world.ts';
import { repositoryArn } from './folders.ts';
import { GitFault, git } from './git.ts';
import type { Repository } from './repositories.ts';

/** RepositoryMetadata of a repository without commits; the clone addresses are AWS's, the local remote is the repository's folder. */
export function metadata(world: World, { id, name, description, created, modified }: Repository) {
  const host = `git-codecommit.${world.region}.amazonaws.com${world.partition === 'aws-cn' ? '.cn' : ''}`;
  return {
    accountId: world.account,
    repositoryId: id,
    repositoryName: name,
    ...(description === undefined ? {} : { repositoryDescription: description }),
    lastModifiedDate: modified,
    creationDate: created,
    cloneUrlHttp: `https://${host}/v1/repos/${name}`,
    cloneUrlSsh: `ssh://${host}/v1/repos/${name}`,
    Arn: repositoryArn(world, name),
  };
}

/** The branch that HEAD names, once it has a commit. */
export async function defaultBranch(world: World, repository: string): Promise<string | undefined> {
  try {
    const ref = (await git(world, repository, 'rev-parse', '--verify', '--quiet', '--symbolic-full-name', 'HEAD')).trim();
    return ref.replace(/^refs\/heads\//, '');
  } catch (error) {
    if (error instanceof GitFault) return undefined;
    throw error;
  }
}
