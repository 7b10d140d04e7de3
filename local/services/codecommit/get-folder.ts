import { AwsError } from '../errors.ts';
import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { repositoryName } from './members.ts';
import { commitOf, folderAt, type TreeEntry } from './objects.ts';
import { findRepository } from './repositories.ts';

/** A folder's tree id, which says what is in it at any depth, and what is directly in it. `""` or `/` is the root. */
export const getFolder = operation({
  name: 'GetFolder',
  input: { ...repositoryName, commitSpecifier: text(), folderPath: text(required) },
  run: async ({ repositoryName: name, commitSpecifier = 'HEAD', folderPath }, { world }) => {
    findRepository(world, name);
    const commitId = await commitOf(world, name, commitSpecifier);
    if (!commitId) throw new AwsError('CommitDoesNotExistException', `Commit ${commitSpecifier} does not exist`);
    const path = folderPath.replace(/^\/+|\/+$/g, '');
    if (path.split('/').some((part) => part === '.' || part === '..')) {
      throw new AwsError('InvalidPathException', `The path ${folderPath} is not valid`);
    }
    const found = await folderAt(world, name, commitId, path);
    if (!found) throw new AwsError('FolderDoesNotExistException', `Folder ${folderPath} does not exist`);
    const of = (...modes: string[]) => found.entries.filter(({ mode }) => modes.includes(mode));
    const places = (entry: TreeEntry) => ({
      absolutePath: path === '' ? entry.name : `${path}/${entry.name}`,
      relativePath: entry.name,
    });
    const file = (entry: TreeEntry) => ({ blobId: entry.id, ...places(entry), fileMode: fileModes[entry.mode] });
    return {
      commitId,
      folderPath: path,
      treeId: found.treeId,
      subFolders: of('040000').map((entry) => ({ treeId: entry.id, ...places(entry) })),
      files: of('100644', '100664', '100755').map(file),
      symbolicLinks: of('120000').map(file),
      subModules: of('160000').map((entry) => ({ commitId: entry.id, ...places(entry) })),
    };
  },
});

const fileModes: Readonly<Record<string, string>> = {
  '100644': 'NORMAL',
  '100664': 'NORMAL',
  '100755': 'EXECUTABLE',
  '120000': 'SYMLINK',
};
