import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

let found: URL | undefined;

/**
 * Where the thread's code is: `lambda-worker.mjs` in dist (this file lies in dist or dist/chunks there), else bundled from its source now,
 * because a thread under tsx or vitest reads no TypeScript.
 */
export function workerUrl(): URL {
  found ??=
    ['./lambda-worker.mjs', '../lambda-worker.mjs'].map((path) => new URL(path, import.meta.url)).find((url) => existsSync(url)) ??
    bundleSource();
  return found;
}

function bundleSource(): URL {
  // Not an import: the bundle in dist must not contain the bundler.
  const { buildSync } = createRequire(import.meta.url)('esbuild') as typeof import('esbuild');
  const source = fileURLToPath(new URL('./worker.ts', import.meta.url));
  const built = buildSync({ entryPoints: [source], bundle: true, write: false, platform: 'node', format: 'esm', target: 'node20' });
  return new URL(`data:text/javascript,${encodeURIComponent(built.outputFiles[0]?.text ?? '')}`);
}
