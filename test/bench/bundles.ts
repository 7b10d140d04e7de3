import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Children, root } from './children.ts';
import { rounded, row, Samples } from './figures.ts';

interface BundleFigures {
  readonly bytes: number;
  readonly initMs: number;
  /** Of the same handler, as CDK's NodejsFunction bundles it by default. */
  readonly defaultBytes: number;
  readonly defaultInitMs: number;
  readonly ofDefault: number;
}

/**
 * Bytes and module init time of every Lambda bundle, against an empty handler (the floor) and against the same handler by CDK's
 * NodejsFunction with its defaults: SDK left to the runtime's copy, not minified. Fresh processes, by turns.
 */
export async function benchBundles(children: Children, rounds: number, folder: string): Promise<object> {
  const script = join(import.meta.dirname, 'default-bundles.ts');
  const made = await children.run(process.execPath, ['--import', 'tsx', script, join(folder, 'defaults')], { cwd: root });
  const defaults = JSON.parse(made.output) as Record<string, string>;
  const empty = join(folder, 'empty.cjs');
  writeFileSync(empty, 'exports.handler = async () => {};\n');
  const files: Record<string, string> = { empty };
  for (const [name, file] of Object.entries(defaults)) {
    files[name] = join(root, 'dist/lambdas', name, 'index.cjs');
    files[`${name} default`] = file;
  }
  const times = new Samples();
  for (let i = 0; i < rounds; i++)
    for (const [label, file] of Object.entries(files)) times.add(label, await initMs(children, file, folder));

  const figures: Record<string, BundleFigures> = {};
  for (const name of Object.keys(defaults)) {
    const [ours, theirs] = [times.median(name), times.median(`${name} default`)];
    figures[name] = {
      bytes: statSync(files[name] as string).size,
      initMs: rounded(ours),
      defaultBytes: statSync(files[`${name} default`] as string).size,
      defaultInitMs: rounded(theirs),
      ofDefault: rounded(ours / theirs),
    };
  }
  print(rounds, rounded(times.median('empty')), figures);
  return { emptyInitMs: rounded(times.median('empty')), functions: figures };
}

/**
 * The time of `require`, in a fresh process, with a function's environment. NODE_PATH is where the default bundles find the SDK, as they
 * do in Lambda's /var/runtime/node_modules; both kinds get it.
 */
async function initMs(children: Children, file: string, cwd: string): Promise<number> {
  const code = `const t = process.hrtime.bigint(); require(${JSON.stringify(file)}); process.stdout.write(String(Number(process.hrtime.bigint() - t) / 1e6)); process.exit()`;
  const env = {
    NODE_PATH: join(root, 'node_modules'),
    AWS_REGION: 'us-east-1',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
  return Number((await children.run(process.execPath, ['-e', code], { cwd, env })).output);
}

function print(rounds: number, floor: number, figures: Record<string, BundleFigures>): void {
  console.log(`\nLambda bundles: bytes, and the time that loading the module takes; medians of ${rounds} fresh processes, by turns`);
  console.log("  default = the same handler by CDK's NodejsFunction with nothing but entry and runtime: SDK outside, not minified");
  console.log(row('function', 'kB', 'init ms', 'x empty', 'default kB', 'default ms', 'of default'));
  console.log(row('(empty handler)', '0', floor.toFixed(1), '1'));
  for (const [name, { bytes, initMs: ms, defaultBytes, defaultInitMs, ofDefault }] of Object.entries(figures)) {
    const cells = [kB(bytes), ms.toFixed(1), (ms / floor).toFixed(0), kB(defaultBytes), defaultInitMs.toFixed(1), ofDefault.toFixed(2)];
    console.log(row(name, ...cells));
  }
  const all = Object.values(figures);
  const worst = [kB(Math.max(...all.map(({ bytes }) => bytes))), Math.max(...all.map(({ ofDefault }) => ofDefault)).toFixed(2)];
  console.log(`  largest ${worst[0]} kB, slowest ${worst[1]} of the default; aim: at most 400 kB and 0.45`);
}

const kB = (bytes: number) => (bytes / 1000).toFixed(0);
