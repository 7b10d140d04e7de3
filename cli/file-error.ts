import { constants } from 'node:os';

const words: Readonly<Record<string, string>> = {
  EACCES: 'permission denied. Make it accessible to your user, or run the command as the user who owns it',
  EPERM: 'the operation is not permitted. Make it accessible to your user, or run the command as the user who owns it',
  ENOENT: 'there is no such file or folder',
  EEXIST: 'it exists already',
  ENOTDIR: 'a part of this path is a file and not a folder',
  EISDIR: 'it is a folder, and a file was expected',
  ENOSPC: 'the disk is full. Free some space, or move the state folder with --state-dir',
  EROFS: 'the file system is read-only. Choose another folder, for the state by --state-dir',
  EMFILE: 'this process has too many open files. Raise the limit (ulimit -n)',
  ENAMETOOLONG: 'the name is too long for this file system',
  ELOOP: 'its links lead in a circle',
};

/** Returns an error of the file system in words, with the path; undefined for any other error. */
export function fileErrorText(error: Error): string | undefined {
  const { code = '', path, syscall } = error as NodeJS.ErrnoException;
  const text = code in constants.errno && path !== undefined ? words[code] : undefined;
  return text && `Could not ${verb(syscall)} ${path}: ${text}.`;
}

const verb = (syscall = ''): string =>
  ({ mkdir: 'make the folder', scandir: 'list the folder', unlink: 'remove', rmdir: 'remove', rm: 'remove', rename: 'rename' })[syscall] ??
  'open';
