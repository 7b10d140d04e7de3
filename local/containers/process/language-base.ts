import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pythonFolder } from './environment.ts';
import { baseImageWarning, pythonOf, uvOf } from './from.ts';
import { copyTree, emptyConfig, type ImageStore } from './image-store.ts';
import { makePython } from './make-python.ts';
import { findPython } from './python.ts';
import { nextKey, type Stage } from './stage.ts';
import { uvImage, uvKey } from './uv.ts';

/**
 * What a stage begins with whose base image is not pulled. An official Python image brings Python and pip and nothing else: so does a
 * virtual environment, made once for all such images. Any other image begins empty, with the programs of this machine.
 * @throws ContainerError when this machine lacks the Python
 */
export function languageBase(
  image: string,
  store: ImageStore,
  warn: (text: string) => void,
  onLine: (line: string) => void,
): Pick<Stage, 'base' | 'key' | 'config'> {
  const wanted = pythonOf(image);
  const python = wanted === undefined ? undefined : findPython(`FROM ${image}`, wanted);
  warn(baseImageWarning(image, { node: process.versions.node, python: python?.version }));
  if (!python) return { key: nextKey('base', image), config: emptyConfig };
  const key = nextKey('python', python.program, python.version, wanted ?? '');
  const make = () => store.make(key, emptyConfig, undefined, (root) => makePython(python, root, onLine, wanted));
  const own = async () => (store.get(key) ?? (await make())).root;
  const uv = uvOf(image);
  if (!uv) return { key: nextKey(key, image), config: emptyConfig, base: own };

  const uvBase = nextKey(key, uvKey(uv.version));
  const base = async () => {
    const known = store.get(uvBase);
    if (known) return known.root;
    const programs = (await uvImage(image, uv.version, store, onLine)).root;
    const from = uv.python === undefined ? undefined : await own();
    const made = await store.make(uvBase, emptyConfig, from, async (root) => {
      // Where uv's images have them: those without a Python at the top.
      const bin = uv.python === undefined ? root : join(root, pythonFolder, 'bin');
      mkdirSync(bin, { recursive: true });
      await copyTree(programs, bin);
    });
    return made.root;
  };
  return { key: nextKey(uvBase, image), config: emptyConfig, base };
}
