// Bundles everything that runs: `dist/` after this is all that the CLI, the stacks and the local world need. Quiet. A bundle none of
// whose inputs and outputs changed since it was written is left as it is; remove dist/ to make all anew.
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pureSchemas } from './infra/bundling/pure-schemas.mjs';

const root = dirname(fileURLToPath(import.meta.url));
const common = { absWorkingDir: root, outdir: 'dist', bundle: true, platform: 'node', logLevel: 'warning', legalComments: 'none' };
/** For what runs on the user's Node. CommonJS packages in an ESM bundle still call `require` for Node's own modules. */
const esm = {
  ...common,
  format: 'esm',
  target: 'node20.19',
  mainFields: ['module', 'main'],
  outExtension: { '.js': '.mjs' },
  banner: {
    js: "#!/usr/bin/env node\nimport { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
};
const functionNames = readdirSync(join(root, 'lambdas')).filter((name) => existsSync(join(root, 'lambdas', name, 'handler.ts')));

const groups = {
  // One call for all functions. CommonJS starts in two thirds of the time of ESM on Node 22 and 24; the SDK inside a bundle in
  // two fifths of the time of Lambda's own copy (measured; test/bench/local.ts keeps watch).
  lambdas: {
    ...common,
    entryPoints: Object.fromEntries(functionNames.map((name) => [`${name}/index`, `lambdas/${name}/handler.ts`])),
    outdir: 'dist/lambdas',
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    target: 'node22',
    mainFields: ['module', 'main'],
    minify: true,
    alias: { '@aws-sdk/credential-provider-node': join(root, 'infra/bundling/env-credentials.ts') },
    // 15 % fewer bytes: without it four functions are over 400 kB (test/unit/lambdas/bundles.test.ts).
    plugins: [pureSchemas],
  },
  // Code splitting keeps `--help` quick: a command's code is read when the command runs.
  cli: { ...esm, entryPoints: { trainyard: 'cli/main.ts' }, chunkNames: 'chunks/[name]-[hash]', splitting: true },
  // Each in one file: they are copied, or run by what knows nothing of this folder.
  tools: {
    ...esm,
    entryPoints: {
      'build-tools': 'buildspecs/tools/main.ts',
      'bin/docker': 'local/containers/shims/docker.ts',
      'bin/engine': 'local/containers/shims/engine.ts',
      'bin/aws': 'local/containers/shims/aws.ts',
      'bin/post-receive': 'local/services/codecommit/post-receive.ts',
      'lambda-worker': 'local/functions/worker.ts',
    },
  },
  // CommonJS too: an ESM import of the CDK reads every one of its lazy exports, and a third of a synth went into files nobody needs.
  infra: {
    ...common,
    entryPoints: { infra: 'infra/app.ts', library: 'infra/index.ts' },
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    target: 'node20.19',
    external: ['aws-cdk-lib', 'constructs'],
    define: { 'import.meta.url': 'importMetaUrl' },
    banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
  },
};

const stampsFile = join(root, 'dist/.bundles.json');
const stamps = existsSync(stampsFile) ? JSON.parse(readFileSync(stampsFile, 'utf8')) : {};
const stale = Object.entries(groups).filter(([name, options]) => !isFresh(stamps[name], JSON.stringify(options)));
if (stale.length) {
  const started = Date.now();
  const { build } = await import('esbuild');
  const made = await Promise.all(
    stale.map(async ([name, options]) => {
      const { metafile } = await build({ ...options, metafile: true });
      return [name, stampOf(JSON.stringify(options), metafile, started)];
    }),
  );
  finish();
  writeFileSync(stampsFile, JSON.stringify({ ...stamps, ...Object.fromEntries(made) }));
}

function finish() {
  writeFileSync(
    join(root, 'dist/infra.mjs'),
    "import { createRequire } from 'node:module';\ncreateRequire(import.meta.url)('./infra.cjs');\n",
  );
  for (const file of ['trainyard.mjs', 'build-tools.mjs', 'bin/docker.mjs', 'bin/aws.mjs']) chmodSync(join(root, 'dist', file), 0o755);
  // A function that is gone must not be found by path.
  for (const name of readdirSync(join(root, 'dist/lambdas'))) {
    if (!functionNames.includes(name)) rmSync(join(root, 'dist/lambdas', name), { recursive: true });
  }
}

/** What a bundle was made from and into: path → size and time. A file that changed while it was read leaves no stamp. */
function stampOf(key, metafile, started) {
  const always = ['build.mjs', 'package-lock.json', 'tsconfig.json'];
  const inputs = Object.keys(metafile.inputs);
  if (inputs.some((path) => statSync(join(root, path)).mtimeMs >= started)) return undefined;
  tidyChunks(Object.keys(metafile.outputs));
  return { key, files: Object.fromEntries([...always, ...inputs, ...Object.keys(metafile.outputs)].map((path) => [path, signOf(path)])) };
}

function isFresh(stamp, key) {
  return stamp?.key === key && Object.entries(stamp.files).every(([path, sign]) => signOf(path) === sign);
}

function signOf(path) {
  const stat = statSync(join(root, path), { throwIfNoEntry: false });
  return stat && `${stat.size} ${stat.mtimeMs}`;
}

/** Chunks of earlier builds stay for a day: a running `trainyard local` may still read them. */
function tidyChunks(outputs) {
  const folder = join(root, 'dist/chunks');
  if (!outputs.includes('dist/trainyard.mjs')) return;
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    if (!outputs.includes(relative(root, file)) && Date.now() - statSync(file).mtimeMs > 86_400_000) rmSync(file);
  }
}
