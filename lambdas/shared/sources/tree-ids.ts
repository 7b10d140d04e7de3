import { posix } from 'node:path';
import { type CodeCommitClient, GetFolderCommand, type GetFolderCommandOutput } from '@aws-sdk/client-codecommit';
import { translateCodecommit } from './codecommit-faults.ts';

/** A path of a repository as git writes it: no dots or slashes at its ends; empty for the root. */
export function repositoryPath(path: string): string {
  const normal = posix.normalize(path).replace(/^\.?\/+|\/+$/g, '');
  return normal === '.' ? '' : normal;
}

/**
 * Asks CodeCommit what git calls a file or folder of a commit: the same answer, the same content and mode; undefined where it is not there.
 * The lookup throws what GetFolder throws, CommitDoesNotExistException among it, and CodeCommitUnavailable for its hiccups.
 */
export function treeIds(repositoryName: string, commitSpecifier: string, codecommit: CodeCommitClient) {
  const folders = new Map<string, Promise<GetFolderCommandOutput | undefined>>();
  const folder = (folderPath: string) => {
    const asked =
      folders.get(folderPath) ??
      codecommit.send(new GetFolderCommand({ repositoryName, commitSpecifier, folderPath })).catch((error: Error) => {
        if (error.name === 'FolderDoesNotExistException') return undefined;
        throw translateCodecommit(error);
      });
    folders.set(folderPath, asked);
    return asked;
  };
  return async (path: string): Promise<string | undefined> => {
    const normal = repositoryPath(path);
    if (normal === '') return (await folder('/'))?.treeId;
    const listing = await folder(posix.dirname(`/${normal}`));
    const name = posix.basename(normal);
    const isIt = ({ relativePath }: { relativePath?: string }) => relativePath === name;
    const file = listing?.files?.find(isIt) ?? listing?.symbolicLinks?.find(isIt);
    return file ? `${file.fileMode} ${file.blobId}` : listing?.subFolders?.find(isIt)?.treeId;
  };
}
