import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { workloads } from './asl-workloads.ts';
import { median, row } from './figures.ts';

const ROUNDS = 5;
const OTHER = 'aws-local-stepfunctions@3.0.0';
const NODE = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}@24`;

interface Figures {
  readonly statesPerSecond: number;
  readonly bytes: number;
  readonly events: number;
}

/**
 * `npm run bench:asl`: the interpreter against aws-local-stepfunctions 3, the same work for both, in fresh processes of Node 24 by turns.
 * Exit code 1: behind on one workload.
 */
function main(): number {
  const folder = install();
  const node = join(folder, 'node_modules', NODE.slice(0, NODE.indexOf('@')), 'bin/node');
  const other = pathToFileURL(join(folder, 'node_modules/aws-local-stepfunctions/build/main.node.esm.js')).href;
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
  write(`\nStates a second with the whole history kept, and bytes that the history holds: medians of ${ROUNDS} rounds, Node ${version}`);
  write(`Trainyard beside ${OTHER}`);
  write(row('', 'ours /s', 'theirs /s', 'ratio', 'our kB', 'their kB', 'our events', 'theirs'));
  let behind = 0;
  for (const name of Object.keys(workloads)) {
    const [left, right]: [Figures[], Figures[]] = [[], []];
    for (let i = 0; i < ROUNDS; i++) {
      left.push(figures(node, [name]));
      right.push(figures(node, [name, other]));
    }
    const [mine, theirs] = [middle(left), middle(right)];
    const ratio = mine.statesPerSecond / theirs.statesPerSecond;
    if (ratio < 1 || mine.bytes > theirs.bytes) behind++;
    const speeds = [mine.statesPerSecond.toFixed(0), theirs.statesPerSecond.toFixed(0), ratio.toFixed(2)];
    write(row(name, ...speeds, kilo(mine.bytes), kilo(theirs.bytes), String(mine.events), String(theirs.events)));
  }
  write('aim: more states a second and fewer bytes on each');
  return behind === 0 ? 0 : 1;
}

/** Node 24 and the other engine, in a folder of their own: neither is a dependency of this package. */
function install(): string {
  const folder = join(tmpdir(), 'trainyard-bench-asl');
  if (existsSync(join(folder, 'node_modules/aws-local-stepfunctions'))) {
    write(`Using ${OTHER} and ${NODE} from ${folder}`);
    return folder;
  }
  write(`Installing ${OTHER} and ${NODE} in ${folder}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"private":true}\n');
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--no-progress', NODE, OTHER], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return folder;
}

function figures(node: string, args: readonly string[]): Figures {
  const file = join(import.meta.dirname, 'asl-run.ts');
  return JSON.parse(execFileSync(node, ['--expose-gc', '--no-warnings', file, ...args], { encoding: 'utf8' }));
}

function middle(all: readonly Figures[]): Figures {
  const of = (member: keyof Figures): number => median(all.map((one) => one[member]));
  return { statesPerSecond: of('statesPerSecond'), bytes: of('bytes'), events: of('events') };
}

const kilo = (bytes: number): string => (bytes / 1000).toFixed(0);

const write = (line: string): void => void process.stdout.write(`${line}\n`);

process.exitCode = main();
