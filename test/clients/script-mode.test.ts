import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

const isHere = inject('clients') !== undefined;
let dataDir: string;
beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'trainyard-script-mode-'));
});
afterAll(() => rmSync(dataDir, { recursive: true }));

const run = (...options: string[]) => {
  const words = [resolve('dist/trainyard.mjs'), 'run', 'test/fixtures/models/script-mode', '--state-dir', dataDir, ...options];
  return promisify(execFile)(process.execPath, words);
};

describe.skipIf(!isHere)('a model written for script mode, with SageMaker’s own toolkit in its image', { timeout: 300_000 }, () => {
  it('gets its hyperparameters as arguments, SM_* variables and the code of /opt/ml/code', async () => {
    const { stdout } = await run();
    expect(stdout).toMatch(/Outcome +succeeded/);
    expect(JSON.parse(/^Answered +(.*)$/m.exec(stdout)?.[1] ?? '')).toEqual({
      epochs: 3,
      learning_rate: 0.1,
      optimizer: 'adam',
      rows: { training: 3, evaluation: 2 },
      hps: { epochs: 3, 'learning-rate': 0.1, optimizer: 'adam' },
      channels: ['evaluation', 'training'],
      host: 'algo-1',
    });
  });

  it('fails with what the toolkit says of its script', async () => {
    const { stdout, stderr } = await run('--option', 'training.hyperparameters.epochs=0').then(
      () => expect.fail('the run should have failed'),
      (error: { stdout: string; stderr: string }) => error,
    );
    expect(stdout + stderr).toMatch(/TrainingFailed: .*AlgorithmError: ExecuteUserScriptError:/);
    expect(stdout + stderr).toContain('ValueError: epochs must be at least 1, got 0');
  });
});
