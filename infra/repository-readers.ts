/**
 * Who reads CodeCommit repositories, and with which actions. The shared stack grants them on `<installation>-*`, which the model stacks make;
 * the stack of a model with a repository of another name grants them on that one. A model's builds clone its own alone.
 */
export const repositoryReaders = {
  launch: ['GetCommit', 'GetFolder'],
  prepare: ['GetBranch', 'GetCommit', 'GetFolder'],
  sweep: ['GetBranch', 'GetCommit', 'GetFolder'],
} as const satisfies Record<string, readonly string[]>;
export type RepositoryReader = keyof typeof repositoryReaders;

/** The actions as policies write them. */
export const readerActions = (reader: RepositoryReader): string[] => repositoryReaders[reader].map((action) => `codecommit:${action}`);
