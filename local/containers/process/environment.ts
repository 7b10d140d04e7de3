import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inside } from './run-plan.ts';

/** Where version 0.2 of Trainyard had an image's Python: images in its state folders have it there still. */
export const oldPythonFolder = '.trainyard-python';

/** The image's own Python, where an official image has it: a virtual environment, so that pip changes the image's folder and nothing else. */
export const pythonFolder = 'usr/local';

/** The variable by which scripts of an image name its folder: that is another one in each layer and on each machine. */
export const imageRoot = 'TRAINYARD_IMAGE_ROOT';

/**
 * The environment of a process of an image, from nothing: the image's ENV with the paths that exist inside of it moved to where they are
 * on this machine, the programs of this machine after the image's own, and a home that is thrown away. Nothing of the user's own
 * environment gets in: no credentials, no tokens.
 */
export function imageEnvironment(root: string, env: Readonly<Record<string, string>>, home: string): Record<string, string> {
  const own = Object.fromEntries(
    Object.entries(env)
      .filter(([name]) => name !== 'PATH')
      .map(([name, value]) => [name, movedValue(root, value)]),
  );
  return { HOME: home, TMPDIR: home, LANG: 'C.UTF-8', ...own, PATH: searchPath(root, env.PATH ?? ''), [imageRoot]: root };
}

/** `A=b` lines, Docker's form of an environment, as a table. */
export function envTable(lines: readonly string[]): Record<string, string> {
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

/** An absolute path that exists in the image as the path on this machine; anything else as it is. */
export function movedPath(root: string, path: string): string {
  if (!path.startsWith('/') || path === '/') return path;
  const file = inside(root, path);
  return existsSync(file) ? file : path;
}

/** The machine's program folders, this Node's first: image and caller run on the same one. */
export function hostPath(): string {
  // biome-ignore lint/style/noProcessEnv: in process mode the programs an image calls are this machine's.
  return [dirname(process.execPath), process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin'].join(':');
}

function searchPath(root: string, imagePath: string): string {
  const own = imagePath
    .split(':')
    .filter((folder) => folder !== '')
    .map((folder) => inside(root, folder));
  // Before this machine's programs always come the image's Python and pip: those of the machine would install there.
  return [...new Set([join(root, oldPythonFolder, 'bin'), ...own, join(root, pythonFolder, 'bin')])]
    .filter((folder) => existsSync(folder))
    .concat(hostPath())
    .join(':');
}

function movedValue(root: string, value: string): string {
  return value.includes('/')
    ? value
        .split(':')
        .map((part) => movedPath(root, part))
        .join(':')
    : value;
}
