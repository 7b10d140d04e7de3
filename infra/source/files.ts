import { type Dirent, existsSync, readdirSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { isExcluded } from '../../lambdas/contract/manifest.ts';
import { gitIgnored } from './git-ignored.ts';

/** A file of a source. */
export interface SourceFile {
  /** Relative to the source's folder, with `/`. */
  readonly path: string;
  readonly executable: boolean;
}

/** The files of a model's folder that its deploy packages, and what it leaves out. */
export interface SourceFiles {
  readonly files: readonly SourceFile[];
  /** Paths of files and of whole folders (with a slash at the end), relative to the source's folder. */
  readonly left: readonly string[];
}

// What tools write beside a model: notebooks, experiment trackers, caches of test runners and type checkers.
const toolFolders = new Set([
  '.ipynb_checkpoints',
  'mlruns',
  'mlartifacts',
  '.pytest_cache',
  '.mypy_cache',
  '.ruff_cache',
  '.tox',
  '.nox',
  'venv',
]);

/**
 * Finds the files of a source. A link to a file counts as the file. Left out are: what `isExcluded` names; what `.gitignore` names, in a
 * git repository; virtual environments; what tools write; the model's data (`data`, relative to the folder), which goes to S3.
 */
export function sourceFiles(root: string, data: string): SourceFiles {
  const ignored = gitIgnored(root);
  const dataPath = posix.normalize(data).replace(/\/$/, '');
  const files: SourceFile[] = [];
  const left: string[] = [];
  const isLeftOut = (path: string, isFolder: boolean): boolean =>
    path === dataPath ||
    isExcluded(path, dataPath) ||
    ignored.has(isFolder ? `${path}/` : path) ||
    (isFolder && isToolFolder(join(root, path), posix.basename(path)));
  const walk = (folder: string): void => {
    for (const item of list(root, folder)) {
      const path = folder ? `${folder}/${item.name}` : item.name;
      if (isLeftOut(path, item.isDirectory())) {
        left.push(item.isDirectory() ? `${path}/` : path);
        continue;
      }
      if (item.isDirectory()) {
        walk(path);
        continue;
      }
      const stat = statSync(join(root, path), { throwIfNoEntry: false });
      if (stat?.isFile()) files.push({ path, executable: (stat.mode & 0o111) !== 0 });
      else left.push(path);
    }
  };
  walk('');
  return { files, left };
}

function list(root: string, folder: string): Dirent[] {
  try {
    return readdirSync(join(root, folder), { withFileTypes: true });
  } catch (error) {
    throw unreadable(folder || '.', error);
  }
}

/** Returns the error for a file or folder of a source that cannot be read. */
export function unreadable(path: string, cause: unknown): Error {
  const { code } = cause as NodeJS.ErrnoException;
  const text = `expected to read ${path} (${code}): make it readable for you, or leave it out by a .gitignore in a git repository`;
  return new Error(text, { cause });
}

/** Returns whether a folder is a virtual environment, by whatever name, or what a tool writes. A Python package may be called `env`. */
function isToolFolder(folder: string, name: string): boolean {
  if (toolFolders.has(name)) return true;
  if (name === 'env') return !existsSync(join(folder, '__init__.py'));
  return ['pyvenv.cfg', 'conda-meta'].some((mark) => existsSync(join(folder, mark)));
}
