// Bundles everything that runs: `dist/` after this is all that the CLI, the stacks and the local world need. About 0.3 s, quiet.
import { chmodSync, existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { pureSchemas } from './infra/bundling/pure-schemas.mjs';

const root = dirname(fileURLToPath(import.meta.url));
const common = { absWorkingDir: root, bundle: true, platform: 'node', logLevel: 'warning', legalComments: 'none' };
/** For what runs on the user's Node. CommonJS packages in an ESM bundle still call `require` for Node's own modules. */
const esm = {
  ...common,
  format: 'esm',
  target: 'node20.19',
  outExtension: { '.js': '.mjs' },
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
};

/** Source → file under dist, without extension. What another part has not written yet is left out aloud. */
const present = (entries) =>
  Object.fromEntries(
    Object.entries(entries).filter(([, source]) => {
      if (existsSync(join(root, source))) return true;
      process.stderr.write(`build.mjs: ${source} is not there: left out\n`);
      return false;
    }),
  );

const functionNames = readdirSync(join(root, 'lambdas')).filter((name) => existsSync(join(root, 'lambdas', name, 'handler.ts')));

await Promise.all([
  // One call for all functions. CommonJS starts in two thirds of the time of ESM on Node 22 and 24; the SDK inside a bundle in
  // two fifths of the time of Lambda's own copy (measured; test/bench/local.ts keeps watch).
  build({
    ...common,
    entryPoints: Object.fromEntries(functionNames.map((name) => [`${name}/index`, `lambdas/${name}/handler.ts`])),
    outdir: 'dist/lambdas',
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    target: 'node22',
    mainFields: ['module', 'main'],
    minify: true,
    alias: { '@aws-sdk/credential-provider-node': join(root, 'infra/bundling/env-credentials.ts') },
    plugins: [pureSchemas],
  }),
  // Code splitting keeps `--help` quick: a command's code is read when the command runs.
  build({
    ...esm,
    entryPoints: present({ trainyard: 'cli/main.ts' }),
    outdir: 'dist',
    chunkNames: 'chunks/[name]-[hash]',
    splitting: true,
    mainFields: ['module', 'main'],
    metafile: true,
    banner: { js: `#!/usr/bin/env node\n${esm.banner.js}` },
  }).then(({ metafile }) => tidyChunks(Object.keys(metafile.outputs))),
  build({
    ...esm,
    entryPoints: present({
      'build-tools': 'buildspecs/tools/main.ts',
      'bin/docker': 'local/containers/shims/docker.ts',
      'bin/aws': 'local/containers/shims/aws.ts',
      'lambda-worker': 'local/functions/worker.ts',
    }),
    outdir: 'dist',
    mainFields: ['module', 'main'],
    banner: { js: `#!/usr/bin/env node\n${esm.banner.js}` },
  }),
  build({ ...esm, entryPoints: present({ infra: 'infra/app.ts' }), outdir: 'dist', external: ['aws-cdk-lib', 'constructs'] }),
]);

for (const file of ['trainyard.mjs', 'build-tools.mjs', 'bin/docker.mjs', 'bin/aws.mjs']) {
  if (existsSync(join(root, 'dist', file))) chmodSync(join(root, 'dist', file), 0o755);
}
// A function that is gone must not be found by path.
for (const name of existsSync(join(root, 'dist/lambdas')) ? readdirSync(join(root, 'dist/lambdas')) : []) {
  if (!functionNames.includes(name)) rmSync(join(root, 'dist/lambdas', name), { recursive: true });
}

/** Chunks of earlier builds stay for a day: a running `trainyard local` may still read them. */
function tidyChunks(outputs) {
  const folder = join(root, 'dist/chunks');
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    if (!outputs.includes(relative(root, file)) && Date.now() - statSync(file).mtimeMs > 86_400_000) rmSync(file);
  }
}
