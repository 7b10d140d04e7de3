import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { sourceFiles } from '../../../infra/source/files.ts';
import { folderWith } from '../synthesize.ts';

/** A git repository with these files, of which those are committed. */
function repository(files: Readonly<Record<string, string>>, committed: readonly string[] = []): string {
  const folder = folderWith(files);
  const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: folder, stdio: 'ignore' });
  git('init', '-q');
  if (committed.length > 0) git('add', '-f', ...committed);
  return folder;
}

const paths = (folder: string, data = 'data') =>
  sourceFiles(folder, data)
    .files.map(({ path }) => path)
    .sort();
const left = (folder: string, data = 'data') => [...sourceFiles(folder, data).left].sort();

describe('the files of a source', () => {
  it('are without virtual environments, whatever they are called, and without what tools write', () => {
    const folder = folderWith({
      Dockerfile: '',
      'venv/bin/python': '',
      'env/bin/python': '',
      'envs/__init__.py': '',
      'tools/py312/pyvenv.cfg': '',
      'conda/conda-meta/history': '',
      'notebooks/.ipynb_checkpoints/a.ipynb': '',
      'notebooks/a.ipynb': '',
      'mlruns/0/meta.yaml': '',
      '.pytest_cache/v': '',
    });
    expect(paths(folder)).toEqual(['Dockerfile', 'envs/__init__.py', 'notebooks/a.ipynb']);
    expect(left(folder)).toEqual(['.pytest_cache/', 'conda/', 'env/', 'mlruns/', 'notebooks/.ipynb_checkpoints/', 'tools/py312/', 'venv/']);
  });

  it('have a Python package that is called env', () => {
    expect(paths(folderWith({ 'env/__init__.py': '', 'env/maze.py': '' }))).toEqual(['env/__init__.py', 'env/maze.py']);
  });

  it("are without the settings' own data folder, and with a folder data that is none", () => {
    const folder = folderWith({ 'inputs/raw/a.csv': '', 'inputs/schema.json': '', 'data/loader.py': '', Dockerfile: '' });
    expect(paths(folder, 'inputs/raw/')).toEqual(['Dockerfile', 'data/loader.py', 'inputs/schema.json']);
    expect(paths(folder, './inputs')).toEqual(['Dockerfile', 'data/loader.py']);
    expect(paths(folder, '../elsewhere')).toHaveLength(4);
    expect(paths(folder)).toEqual(['Dockerfile', 'inputs/raw/a.csv', 'inputs/schema.json']);
  });
});

describe('the files of a source in a git repository', () => {
  const files = {
    '.gitignore': 'checkpoints/\n*.ckpt\n',
    'models/birds/.gitignore': '*.log\n!kept.log\n',
    'models/birds/Dockerfile': '',
    'models/birds/a.log': '',
    'models/birds/kept.log': '',
    'models/birds/weights.ckpt': '',
    'models/birds/committed.ckpt': '',
    'models/birds/checkpoints/1/state': '',
    'models/birds/new.py': '',
  };

  it('are without what the .gitignore of any level names, but with what is committed all the same', () => {
    const folder = `${repository(files, ['models/birds/committed.ckpt'])}/models/birds`;
    expect(paths(folder)).toEqual(['.gitignore', 'Dockerfile', 'committed.ckpt', 'kept.log', 'new.py']);
    expect(left(folder)).toEqual(['a.log', 'checkpoints/', 'weights.ckpt']);
  });

  it('are all files where the repository ignores the whole folder', () => {
    const folder = `${repository({ '.gitignore': 'scratch/\n*.ckpt\n', 'scratch/birds/Dockerfile': '', 'scratch/birds/w.ckpt': '' })}/scratch/birds`;
    expect(paths(folder)).toEqual(['Dockerfile', 'w.ckpt']);
  });

  it('are the same inside of a hook of another repository, and without a .gitignore in no repository', () => {
    const folder = `${repository(files)}/models/birds`;
    process.env.GIT_DIR = '/nowhere';
    try {
      expect(left(folder)).toContain('weights.ckpt');
    } finally {
      delete process.env.GIT_DIR;
    }
    expect(left(folderWith({ '.gitignore': '*.ckpt\n', 'w.ckpt': '' }))).toEqual([]);
  });
});
