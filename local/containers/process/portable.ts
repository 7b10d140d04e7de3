import {
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { imageRoot, pythonFolder } from './environment.ts';

/** Larger files are no scripts. */
const maxBytes = 256 * 1024;

/**
 * Takes the image's folder out of what a RUN wrote: that folder moves when its layer is finished, and what is copied to another stage goes
 * to another one. Links become relative, Python's scripts, virtual environments and editable packages find the folder when they run.
 */
export function makePortable(root: string): void {
  // A program may have asked for the folder without the links that lead to it.
  const roots = [...new Set([root, realpathSync(root)])];
  for (const file of filesOf(root)) {
    if (lstatSync(file).isSymbolicLink()) relink(file, roots);
    else {
      const change = rewriting(file, root);
      if (!change || statSync(file).size > maxBytes) continue;
      const text = readFileSync(file, 'utf8');
      const own = roots.find((candidate) => text.includes(candidate));
      const changed = basename(file) === 'pyvenv.cfg' || own !== undefined ? change(text, own ?? root) : text;
      if (changed !== text) writeFileSync(file, changed);
    }
  }
}

type Rewriting = (text: string, root: string) => string;

function rewriting(file: string, root: string): Rewriting | undefined {
  const name = basename(file);
  const folder = basename(dirname(file));
  if (name === 'pyvenv.cfg') return (text, own) => environment(text, own, file, root);
  if (folder === 'bin') return name.startsWith('activate') ? shellPaths : script;
  if (/\.(pth|egg-link)$/.test(name)) return (text, own) => text.replaceAll(`${own}/`, `${relative(dirname(file), root)}/`);
  if (/^__editable__.*\.py$/.test(name)) return (text, own) => text.replaceAll(`'${own}/`, `${fromHere(dirname(file), root)} + '/`);
  if (name === 'direct_url.json') return (text, own) => text.replaceAll(`file://${own}/`, 'file:///');
  return undefined;
}

/** What a module says for the image's folder, from where it is itself. */
const fromHere = (folder: string, root: string) =>
  `__import__('os').path.normpath(__import__('os').path.dirname(__file__) + '/${relative(folder, root)}')`;

/**
 * The first lines that pip and uv give the programs they install: `#!PYTHON`, or, where that is longer than the 127 bytes a kernel reads, a
 * script for sh that is a string to Python. The second form can also say the folder by a variable.
 */
function script(text: string, root: string): string {
  const escaped = root.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const own = new RegExp(
    `^#!(?:${escaped}(/\\S*/python[\\d.]*)[ \\t]*\\n|/bin/sh\\n'''exec' ["']?${escaped}(/.*?/python[\\d.]*)["']? "\\$0" "\\$@"\\n' '''\\n)`,
  );
  const [all, short, long] = own.exec(text) ?? [];
  if (all !== undefined) return pythonHeader(short ?? long ?? '') + text.slice(all.length);
  return /^#!\s*(\/usr)?\/bin\/(env )?(ba|da|a|z)?sh\b/.test(text) ? shellPaths(text, root) : text;
}

/** The first lines of a Python program for an interpreter of the image. `options`: of the interpreter, as they stood in the first line. */
export const pythonHeader = (path: string, options = ''): string =>
  `#!/bin/sh\n'''exec' "$${imageRoot}${path}" ${options === '' ? '' : `${options} `}"$0" "$@"\n' '''\n`;

/** `VIRTUAL_ENV='/folder/venv'` in the activate of each tool and shell. */
const shellPaths: Rewriting = (text, root) =>
  text.split(root).reduce((done, part, index) => {
    if (index === 0) return part;
    const before = done.at(-1);
    const [path = ''] = /^[^\s"':;)]*/.exec(part) ?? [];
    const isQuoted = before === part[path.length] && (before === '"' || before === "'");
    return isQuoted ? `${done.slice(0, -1)}"$${imageRoot}${path}"${part.slice(path.length + 1)}` : `${done}"$${imageRoot}"${part}`;
  }, '');

/** A virtual environment's own file: its Python is this machine's, and the image's packages are found from it, never this machine's. */
function environment(text: string, own: string, file: string, root: string): string {
  const base = join(root, pythonFolder, 'pyvenv.cfg');
  const lines = text.split('\n').flatMap((line) => {
    const [, key = '', value = ''] = /^(\S+)\s*=\s*(.*)$/.exec(line) ?? [];
    if (key === 'command') return [];
    if (key === 'home' && value.startsWith(own)) return [existsSync(base) && base !== file ? `home = ${homeOf(base)}` : line];
    if (key === 'include-system-site-packages' && value === 'true') {
      shareImagePackages(dirname(file), root);
      return [`${key} = false`];
    }
    return value.startsWith(`${own}/`) ? [] : [line];
  });
  return lines.join('\n');
}

const homeOf = (file: string) => /^home\s*=\s*(.*)$/m.exec(readFileSync(file, 'utf8'))?.[1] ?? '';

/** --system-site-packages means the packages of the image's Python. */
function shareImagePackages(venv: string, root: string): void {
  const lib = join(venv, 'lib');
  for (const version of existsSync(lib) ? readdirSync(lib).filter((name) => /^python\d/.test(name)) : []) {
    const folder = join(lib, version, 'site-packages');
    const target = join(root, pythonFolder, 'lib', version, 'site-packages');
    writeFileSync(
      join(folder, 'trainyard_image.pth'),
      `import os; addsitedir(os.path.normpath(os.path.join(sitedir, '${relative(folder, target)}')))\n`,
    );
  }
}

function relink(file: string, roots: readonly string[]): void {
  const target = readlinkSync(file);
  const own = roots.find((root) => target === root || target.startsWith(`${root}/`));
  if (own === undefined) return;
  rmSync(file);
  symlinkSync(relative(dirname(file), join(roots[0] as string, target.slice(own.length))) || '.', file);
}

function* filesOf(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesOf(path);
    else if (entry.isFile() || entry.isSymbolicLink()) yield path;
  }
}
