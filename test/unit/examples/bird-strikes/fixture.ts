import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';

export const example = join(import.meta.dirname, '../../../../examples/bird-strikes');

/** A module of the example: plain JavaScript without types. */
// biome-ignore lint/suspicious/noExplicitAny: the example is JavaScript.
export const load = (path: string): Promise<any> => import(/* @vite-ignore */ pathToFileURL(join(example, path)).href);

export const columns = [
  'Airport Name',
  'Aircraft Make Model',
  'Effect Amount of damage',
  'Flight Date',
  'Aircraft Airline Operator',
  'Origin State',
  'Phase of flight',
  'Wildlife Size',
  'Wildlife Species',
  'Time of day',
  'Cost Repair',
  'Speed IAS in knots',
];

/** A report; every fourth is a large bird that does damage. */
export function report(i: number, changes: Record<string, string> = {}): Record<string, string> {
  const large = i % 4 === 0;
  return {
    'Airport Name': 'O\'HARE, CHICAGO "INTL"',
    'Aircraft Make Model': 'B-737',
    'Effect Amount of damage': large ? 'Minor' : 'None',
    'Flight Date': `1999-01-${String((i % 28) + 1).padStart(2, '0')}`,
    'Aircraft Airline Operator': 'UNITED',
    'Origin State': 'Illinois',
    'Phase of flight': 'Climb',
    'Wildlife Size': large ? 'Large' : 'Small',
    'Wildlife Species': 'Gull',
    'Time of day': 'Day',
    'Cost Repair': large ? '9999' : '0',
    'Speed IAS in knots': i % 3 ? '140' : '',
    ...changes,
  };
}

export const reports = (count: number, changes: Record<string, string> = {}) => Array.from({ length: count }, (_, i) => report(i, changes));

export function csv(rows: readonly Record<string, string>[], header: readonly string[] = columns): string {
  const quoted = (value: string) => (/[",]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  return `${[header, ...rows.map((row) => header.map((column) => quoted(row[column] ?? '')))].map((fields) => fields.join(',')).join('\n')}\n`;
}

/** What a training container finds below /opt/ml. */
export function trainingFolder(channels: Record<string, string>, hyperparameters: Record<string, string> = {}): string {
  const base = mkdtempSync(join(tmpdir(), 'birds-'));
  onTestFinished(() => rmSync(base, { recursive: true, force: true }));
  mkdirSync(join(base, 'input/config'), { recursive: true });
  writeFileSync(join(base, 'input/config/hyperparameters.json'), JSON.stringify(hyperparameters));
  for (const [channel, text] of Object.entries(channels)) {
    mkdirSync(join(base, 'input/data', channel), { recursive: true });
    writeFileSync(join(base, 'input/data', channel, 'reports.csv'), text);
  }
  return base;
}

export const good = () => ({
  training: csv(reports(80)),
  evaluation: csv(reports(40, { 'Flight Date': '1999-02-01' })),
});

/** The two commands of an image's program, without a container: both examples keep the same contract. */
export interface Program {
  readonly train: readonly [string, ...string[]];
  readonly serve: readonly [string, ...string[]];
  readonly cwd?: string;
}

const javascript: Program = {
  train: [process.execPath, join(example, 'training/main.mjs'), 'train'],
  serve: [process.execPath, join(example, 'inference/main.mjs'), 'serve'],
};

const env = (base: string, more: Record<string, string> = {}) => ({
  PATH: process.env.PATH ?? '',
  SAGEMAKER_BASE_DIR: base,
  PYTHONDONTWRITEBYTECODE: '1',
  ...more,
});

export function train(base: string, { train: [program, ...words], cwd }: Program = javascript) {
  const { status, stdout, stderr } = spawnSync(program, words, { env: env(base), cwd, encoding: 'utf8' });
  const failure = join(base, 'output/failure');
  return { status, stdout, stderr, failure: existsSync(failure) ? readFileSync(failure, 'utf8') : undefined };
}

export function startTraining(base: string): ChildProcess {
  return spawn(process.execPath, [join(example, 'training/main.mjs'), 'train'], { env: env(base) });
}

/** Serves until the test ends. */
export async function serve(
  base: string,
  { serve: [program, ...words], cwd }: Program = javascript,
): Promise<{ url: string; child: ChildProcess }> {
  const port = await freePort();
  const child = spawn(program, words, { env: env(base, { SAGEMAKER_BIND_TO_PORT: String(port) }), cwd });
  onTestFinished(() => void child.kill('SIGKILL'));
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (data) => /listening on 0\.0\.0\.0/.test(String(data)) && resolve());
    child.on('exit', (code) => reject(new Error(`the server ended with exit code ${code}`)));
  });
  return { url: `http://127.0.0.1:${port}`, child };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
