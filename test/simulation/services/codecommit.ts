import { codecommit } from '../../../local/services/codecommit/index.ts';
import { receivePush } from '../../../local/services/codecommit/receive.ts';
import { type Repository, repositoriesOf } from '../../../local/services/codecommit/repositories.ts';
import { AwsError } from '../../../local/services/errors.ts';
import { randomUuid } from '../../../local/services/ids.ts';
import type { AnyOperation, CallContext, Service } from '../../../local/services/operation.ts';
import type { World } from '../../../local/world.ts';
import { hashed } from '../random.ts';

/** A commit as far as runs read it: what git calls each file. */
export interface Commit {
  readonly id: string;
  readonly parent: string | null;
  readonly author: string;
  readonly message: string;
  /** Path of a file in the root → blob id. */
  readonly files: Readonly<Record<string, string>>;
}

const commits = (world: World) => world.store.table<Commit>('simulation/commits');
/** A commit that was pushed; undefined when there is none of that id. */
export const commitOf = (world: World, id: string): Commit | undefined => commits(world).get(id);

const heads = (world: World) => world.store.table<string>('simulation/heads');

type Run = (input: Record<string, string>, context: CallContext) => unknown;

/** What CodeCommit answers, from commits that are records and not git's: no process, no file. */
const answers: Readonly<Record<string, Run>> = {
  CreateRepository: ({ repositoryName = '' }, { world }) => {
    const now = new Date(world.clock.now());
    const ids = { id: randomUuid(world.random), configurationId: randomUuid(world.random) };
    repositoriesOf(world).set(repositoryName, { ...ids, name: repositoryName, created: now, modified: now, triggers: [] });
    return metadata(world, repositoryName);
  },
  GetRepository: ({ repositoryName = '' }, { world }) => {
    if (!repositoriesOf(world).get(repositoryName))
      throw new AwsError('RepositoryDoesNotExistException', `${repositoryName} does not exist`);
    return metadata(world, repositoryName);
  },
  GetBranch: ({ repositoryName, branchName }, { world }) => {
    const commitId = heads(world).get(`${repositoryName}/${branchName}`);
    if (!commitId) throw new AwsError('BranchDoesNotExistException', `Branch ${branchName} does not exist`);
    return { branch: { branchName, commitId } };
  },
  GetCommit: ({ commitId = '' }, { world }) => {
    const { author, message, parent } = needCommit(world, commitId, 'CommitIdDoesNotExistException');
    return { commit: { commitId, parents: parent ? [parent] : [], message, author: { name: author } } };
  },
  GetFolder: ({ commitSpecifier = '' }, { world }) => {
    const { id, files } = needCommit(world, commitSpecifier, 'CommitDoesNotExistException');
    const listed = Object.entries(files).map(([name, blobId]) => ({ blobId, absolutePath: name, relativePath: name, fileMode: 'NORMAL' }));
    return { commitId: id, folderPath: '', treeId: id, subFolders: [], files: listed, symbolicLinks: [], subModules: [] };
  },
};

function metadata(world: World, name: string) {
  const { id } = repositoriesOf(world).get(name) as Repository;
  const Arn = `arn:${world.partition}:codecommit:${world.region}:${world.account}:${name}`;
  const cloneUrlHttp = `https://git-codecommit.${world.region}.amazonaws.com/v1/repos/${name}`;
  return { repositoryMetadata: { repositoryId: id, repositoryName: name, Arn, cloneUrlHttp } };
}

function needCommit(world: World, id: string, error: string): Commit {
  const found = commits(world).get(id);
  if (!found) throw new AwsError(error, `Commit ${id} does not exist`);
  return found;
}

/** The real service with answers of ours where git would run. */
export const simulatedCodecommit: Service = {
  ...codecommit,
  operations: codecommit.operations.map((operation): AnyOperation => {
    const answer = answers[operation.name];
    return answer ? { ...operation, run: answer as AnyOperation['run'] } : operation;
  }),
};

/** A push to main as git and CodeCommit do it: the commit is there, then triggers and events go out. */
export async function push(world: World, repository: string, change: Pick<Commit, 'author' | 'message' | 'files'>): Promise<Commit> {
  const head = `${repository}/main`;
  const parent = heads(world).get(head) ?? null;
  const before = parent === null ? undefined : commits(world).get(parent);
  // By time and content, as git's: not by what else was drawn before.
  const about = `${world.clock.now()} ${parent} ${JSON.stringify(change)}`;
  const id = [1, 2, 3, 4, 5].map((part) => hashed(about, part).toString(16).padStart(8, '0')).join('');
  const commit = { ...change, id, parent, files: { ...before?.files, ...change.files } };
  commits(world).set(commit.id, commit);
  heads(world).set(head, commit.id);
  await receivePush(world, repository, { changes: [{ before: parent ?? '0'.repeat(40), after: commit.id, ref: 'refs/heads/main' }] });
  return commit;
}

/** The commit at the end of main; undefined before the first push. */
export const headOf = (world: World, repository: string): string | undefined => heads(world).get(`${repository}/main`);
