import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ContainerError } from '../errors.ts';
import { call } from './call.ts';
import { hostPath, pythonFolder } from './environment.ts';
import { emptyConfig, type ImageStore, type StoredImage } from './image-store.ts';
import { makePython } from './make-python.ts';
import { machineNetwork } from './network.ts';
import { packageSource, pipConfiguration, pipSettings } from './pip.ts';
import { findPython } from './python.ts';
import { nextKey } from './stage.ts';

const programs = ['uv', 'uvx'];

/** What uv is told in a RUN: where packages come from, where they are kept, and that Pythons are not fetched. */
export function uvSettings(): Record<string, string> {
  const index = packageSource('INDEX_URL');
  const more = packageSource('EXTRA_INDEX_URL');
  const links = packageSource('FIND_LINKS');
  return {
    UV_CACHE_DIR: join(homedir(), process.platform === 'darwin' ? 'Library/Caches/uv' : '.cache/uv'),
    // A hard link to the cache would let one image change another.
    UV_LINK_MODE: 'copy',
    UV_PYTHON_DOWNLOADS: 'never',
    UV_PYTHON_PREFERENCE: 'only-system',
    // The system's Python is the image's: the commands say so themselves.
    UV_SYSTEM_PYTHON: '0',
    ...(index ? { UV_DEFAULT_INDEX: index } : {}),
    ...(more ? { UV_INDEX: more } : {}),
    ...(links ? { UV_FIND_LINKS: links } : {}),
  };
}

/** The key of what {@link uvImage} makes. */
export const uvKey = (version: string): string => nextKey('uv', version);

/**
 * Stands in for uv's own image, of which everybody copies `/uv`: the same program comes from uv's package, by pip.
 * @param version of the image's tag, such as 0.5 or 0.5.11; '' for any
 * @throws ContainerError when there is no Python or pip cannot fetch it
 */
export async function uvImage(image: string, version: string, store: ImageStore, onLine: (line: string) => void): Promise<StoredImage> {
  const known = store.get(uvKey(version));
  if (known) return known;
  const python = findPython(image);
  const wanted = version === '' ? 'uv' : `uv==${version}${version.split('.').length < 3 ? '.*' : ''}`;
  onLine(`${image} is not pulled in process mode: pip fetches ${wanted} in its place.`);
  return store.make(uvKey(version), emptyConfig, undefined, async (root) => {
    await makePython(python, root, onLine);
    const bin = join(root, pythonFolder, 'bin');
    const config = join(root, 'pip.conf');
    writeFileSync(config, pipConfiguration());
    const env = { ...machineNetwork(), ...pipSettings(), PIP_CONFIG_FILE: config, PATH: `${bin}:${hostPath()}`, HOME: root };
    const status = await call([join(bin, 'python3'), '-m', 'pip', 'install', '--no-deps', '--quiet', wanted], { cwd: root, env }, onLine);
    if (status !== 0) {
      throw new ContainerError(
        `${image} cannot be pulled in process mode, and pip could not fetch ${wanted} in its place (see the lines before this one): ` +
          'RUN pip install uv with a version that your package index has, or run containers (--runtime docker or podman)',
      );
    }
    for (const name of programs) cpSync(join(bin, name), join(root, name));
    for (const path of ['usr', 'pip.conf']) rmSync(join(root, path), { recursive: true });
  });
}
