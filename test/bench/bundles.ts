import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { median, row } from './figures.ts';

const root = join(import.meta.dirname, '../..');
// Inside the repository, so that the SDK left out of the default bundles resolves, as from Lambda's /var/runtime.
const out = join(root, 'dist/bench');

/**
 * Bytes and module init time of every Lambda bundle, against an empty handler (the floor) and against the same handler as CDK's
 * NodejsFunction bundles it by default (SDK external, not minified, esbuild's own main fields). Fresh processes, interleaved.
 */
export async function benchBundles(rounds: number): Promise<void> {
  const names = readdirSync(join(root, 'dist/lambdas')).sort();
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, 'empty.cjs'), 'exports.handler = async () => {};\n');
  await build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(names.map((name) => [name, `lambdas/${name}/handler.ts`])),
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    external: ['@aws-sdk/*', '@smithy/*'],
    outdir: out,
    outExtension: { '.js': '.cjs' },
    logLevel: 'error',
  });
  const times = new Map<string, number[]>();
  const time = (label: string, file: string) => {
    const list = times.get(label) ?? [];
    list.push(initMs(file));
    times.set(label, list);
  };
  for (let i = 0; i < rounds; i += 1) {
    time('empty', join(out, 'empty.cjs'));
    for (const name of names) {
      time(name, join(root, 'dist/lambdas', name, 'index.cjs'));
      time(`${name} (default)`, join(out, `${name}.cjs`));
    }
  }
  const floor = median(times.get('empty') ?? []);
  console.log(`\nLambda bundles: module init, median of ${rounds} fresh processes (empty handler ${floor.toFixed(1)} ms)`);
  console.log(row('function', 'kB', 'init ms', 'x empty', 'of default'));
  for (const name of names) {
    const ours = median(times.get(name) ?? []);
    const bytes = statSync(join(root, 'dist/lambdas', name, 'index.cjs')).size;
    const ratio = ours / median(times.get(`${name} (default)`) ?? []);
    console.log(row(name, (bytes / 1000).toFixed(0), ours.toFixed(1), (ours / floor).toFixed(1), ratio.toFixed(2)));
  }
  console.log('aim: at most 400 kB and 0.45 of the default bundle');
  rmSync(out, { recursive: true });
}

function initMs(file: string): number {
  const code = `const t = process.hrtime.bigint(); require(${JSON.stringify(file)}); process.stdout.write(String(Number(process.hrtime.bigint() - t) / 1e6))`;
  const env = { PATH: process.env.PATH, AWS_REGION: 'us-east-1', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
  return Number(execFileSync(process.execPath, ['-e', code], { env, encoding: 'utf8' }));
}
