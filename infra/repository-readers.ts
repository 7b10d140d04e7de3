/**
 * Who reads CodeCommit repositories, and with which actions. The shared stack grants them on `<installation>-*`, which the model stacks make;
 * the stack of a model with a repository of another name grants them on that one. Not on all of the account: a build runs what a Dockerfile
 * says, and so could clone every repository its role can.
 */
export const repositoryReaders = {
  build: ['GitPull'],
  launch: ['GetCommit', 'GetFolder'],
  prepare: ['GetBranch', 'GetCommit', 'GetFolder'],
  sweep: ['GetBranch', 'GetCommit', 'GetFolder'],
} as const satisfies Record<string, readonly string[]>;
export type RepositoryReader = keyof typeof repositoryReaders;

/** The actions as policies write them. */
export const readerActions = (reader: RepositoryReader): string[] => repositoryReaders[reader].map((action) => `codecommit:${action}`);
