import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median, row } from './figures.ts';

const root = join(import.meta.dirname, '../..');
const example = join(root, 'examples/bird-strikes');
const cli = join(root, 'dist/trainyard.mjs');

/**
 * Wall time of the main command, cold and warm, against the critical path of its bare parts: what a person would wait who called
 * the CDK app, `docker build`, `train`, the verification and `serve` by hand, with the inference image built beside the training.
 */
export async function benchMainCommand(rounds: number): Promise<void> {
  const times: Record<string, number[]> = {};
  const note = (name: string, ms: number) => {
    times[name] = [...(times[name] ?? []), ms];
  };
  // Data is prepared once, before any clock runs: both sides need it alike.
  execFileSync(process.execPath, ['prepare-data.mjs'], { cwd: example, stdio: 'ignore' });
  for (let i = 0; i < rounds; i += 1) {
    const dir = mkdtempSync(join(tmpdir(), 'trainyard-bench-'));
    try {
      note('cold', wall(() => run(['local', example, '--once', '--state-dir', join(dir, 'state')])));
      note('warm', wall(() => run(['local', example, '--once', '--state-dir', join(dir, 'state')])));
      note('synth', wall(() => node([join(root, 'dist/infra.mjs'), '--outdir', join(dir, 'cdk.out'), '--models', example])));
      await bareParts(dir, note);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  }
  const m = (name: string) => median(times[name] ?? []);
  const cold = m('synth') + m('training image') + Math.max(m('train'), 0) + m('verification') + m('first ping');
  const warm = m('synth') + m('first ping');
  console.log(`\nMain command: wall time, medians of ${rounds}, milliseconds`);
  console.log(row('', 'command', 'bare parts', 'ratio'));
  console.log(row('cold', m('cold').toFixed(0), cold.toFixed(0), (m('cold') / cold).toFixed(2)));
  console.log(row('warm', m('warm').toFixed(0), warm.toFixed(0), (m('warm') / warm).toFixed(2)));
  for (const name of ['synth', 'training image', 'inference image', 'train', 'verification', 'first ping']) console.log(row(`  ${name}`, '', m(name).toFixed(0)));
  console.log('aim: 1.25 or less; cold = synth + training image + train + verification + first ping, warm = synth + first ping');
}
