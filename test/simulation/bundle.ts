import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build, type Plugin } from 'esbuild';

const root = join(import.meta.dirname, '../..');

/**
 * Bundles the simulator with the real handlers in it into one file, which both tsx and vitest start with plain Node. Only what ties a
 * handler to its process is swapped: the clock, the environment, what it prints to, and where its SDK clients send.
 */
export async function bundleSimulator(outfile: string): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: ['test/simulation/main.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    mainFields: ['module', 'main'],
    sourcemap: 'linked',
    legalComments: 'none',
    logLevel: 'warning',
    banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
    plugins: [handlers, swapped],
  });
}

/** `simulation:handlers` is every lambdas/<name>/handler.ts by its name. */
const handlers: Plugin = {
  name: 'handlers',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^simulation:handlers$/ }, ({ path }) => ({ path, namespace: 'simulation' }));
    onLoad({ filter: /.*/, namespace: 'simulation' }, () => {
      const names = readdirSync(join(root, 'lambdas')).filter((name) => readdirSync(join(root, 'lambdas', name)).includes('handler.ts'));
      const lines = names.map((name, index) => `import { handler as h${index} } from './lambdas/${name}/handler.ts';`);
      const entries = names.map((name, index) => `${JSON.stringify(name)}: h${index}`);
      return { contents: `${lines.join('\n')}\nexport const handlers = { ${entries.join(', ')} };`, resolveDir: root, loader: 'ts' };
    });
  },
};

/** What ties a handler to its process, by file of lambdas/shared: each is in one place there. */
const swaps: Readonly<Record<string, readonly (readonly [from: string, to: string])[]>> = {
  'clock.ts': [
    ['Date.now()', 'invocation().now()'],
    ['new Promise((resolve) => void setTimeout(resolve, ms))', 'invocation().delay(ms)'],
    ['randomUUID()', 'invocation().unique()'],
  ],
  'env.ts': [['const { env } = process;', 'const env = invocation().environment;']],
  'log.ts': [['process.stdout.write(line)', 'invocation().print(line)']],
  'metric.ts': [['process.stdout.write(line)', 'invocation().print(line)']],
};
const own = "import { invocation } from '../../test/simulation/functions/invocation.ts';\n";

const swapped: Plugin = {
  name: 'swapped',
  setup({ onLoad }) {
    onLoad({ filter: /lambdas[\\/]shared[\\/](clock|env|log|metric)\.ts$/ }, ({ path }) => {
      const changes = swaps[basename(path)] ?? [];
      const text = readFileSync(path, 'utf8');
      return { contents: own + changes.reduce((all, [from, to]) => replaced(all, from, to, path), text), loader: 'ts' };
    });
    onLoad({ filter: /lambdas[\\/]shared[\\/]clients[\\/].*\.ts$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      const Client = /new (\w+)\(\{\}\)/.exec(text)?.[1];
      const made = replaced(text, `new ${Client}({})`, `simulatedClient(${Client})`, path);
      return { contents: `import { simulatedClient } from '../../../test/simulation/transport/clients.ts';\n${made}`, loader: 'ts' };
    });
  },
};

/** @throws Error when there is nothing to replace: the file was changed, and this with it must be */
function replaced(text: string, from: string, to: string, file: string): string {
  if (!text.includes(from)) throw new Error(`${file}: expected "${from}" in it, which test/simulation/bundle.ts replaces`);
  return text.replace(from, to);
}
