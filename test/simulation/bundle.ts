import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build, type Plugin } from 'esbuild';

const root = join(import.meta.dirname, '../..');

/** Text of one of our files that is another in the bundle. */
export interface Change {
  /** From the repository's root. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/**
 * Bundles the simulator with the real handlers in it into one file, which both tsx and vitest start with plain Node. Only what ties a
 * handler to its process is swapped: the clock, the environment, what it prints to, and where its SDK clients send.
 */
export async function bundleSimulator(
  outfile: string,
  { entry = 'test/simulation/main.ts', changes = [] }: { entry?: string; changes?: readonly Change[] } = {},
): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
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
    plugins: [handlers, changed(changes), swapped],
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
  'clock.ts': [['export const systemClock: Clock =', 'onBegin(({ clock }) => { systemClock = clock; });\nexport let systemClock: Clock =']],
  'env.ts': [['const { env } = process;', 'const env = invocation().environment;']],
  'log.ts': [['(line) => void process.stdout.write(line)', 'invocation().print']],
  'metric.ts': [['(line) => void process.stdout.write(line)', 'invocation().print']],
};
const own = "import { invocation, onBegin } from '../../test/simulation/functions/invocation.ts';\n";

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
      const made = replaced(text, `(client ??= new ${Client}({}))`, `clientOf(${Client})`, path);
      return { contents: `import { clientOf } from '../../../test/simulation/transport/clients.ts';\n${made}`, loader: 'ts' };
    });
  },
};

/** Not for the files that {@link swapped} changes. */
const changed = (changes: readonly Change[]): Plugin => ({
  name: 'changed',
  setup({ onLoad }) {
    const files = new Map(changes.map(({ file }) => [join(root, file), changes.filter((change) => change.file === file)]));
    if (files.size === 0) return;
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const own = files.get(path);
      if (!own) return undefined;
      const contents = own.reduce((text, { from, to }) => replaced(text, from, to, path), readFileSync(path, 'utf8'));
      return { contents, loader: 'ts' };
    });
  },
});

/** @throws Error when there is nothing to replace: the file was changed, and this with it must be */
function replaced(text: string, from: string, to: string, file: string): string {
  if (!text.includes(from)) throw new Error(`${file}: expected "${from}" in it, which test/simulation/bundle.ts replaces`);
  return text.replace(from, to);
}
