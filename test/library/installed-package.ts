import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { extract, list } from 'tar';

export const run = promisify(execFile);
const modules = resolve('node_modules');
export const tsc = join(modules, 'typescript/bin/tsc');

/** Packs this repository into `folder`, as `npm publish` would after `prepack`. Returns the tarball and its paths. */
export async function pack(folder: string): Promise<{ tarball: string; paths: string[] }> {
  await run(process.execPath, [tsc, '-p', 'tsconfig.library.json']);
  const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder]);
  const tarball = join(folder, stdout.trim().split('\n').at(-1) ?? '');
  const paths: string[] = [];
  await list({ file: tarball, onReadEntry: ({ path }) => void paths.push(path.replace(/^package\//, '')) });
  return { tarball, paths };
}

/**
 * What `npm install TARBALL` does, without a registry: the tarball's content in node_modules, its command in .bin, and beside it exactly the
 * packages that its package.json names. What it names not, it cannot find.
 */
export async function install(tarball: string, folder: string): Promise<void> {
  const home = join(folder, 'node_modules/trainyard');
  mkdirSync(home, { recursive: true });
  await extract({ file: tarball, cwd: home, strip: 1 });
  const { dependencies, peerDependencies, bin } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
  for (const name of Object.keys({ ...dependencies, ...peerDependencies })) {
    const path = join(folder, 'node_modules', name);
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(join(modules, name), path);
  }
  mkdirSync(join(folder, 'node_modules/.bin'));
  symlinkSync(join(home, bin.trainyard), join(folder, 'node_modules/.bin/trainyard'));
}
