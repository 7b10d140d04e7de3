import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withoutSecrets } from '../../scripts/verify/histories.ts';

// `npm run verify:aws` without an account: the same steps by the same code; only how the stacks get there differs.
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trainyard-verify-test-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function verify(options: readonly string[], interruptAt?: string): Promise<{ code: number | null; out: string }> {
  const words = ['--import', 'tsx', 'scripts/verify-aws.ts', '--local', '--model', 'test/fixtures/models/toy', ...options];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let isInterrupted = interruptAt === undefined;
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      if (isInterrupted || !out.includes(interruptAt ?? '')) return;
      isInterrupted = true;
      child.kill('SIGINT');
    });
  const code = await new Promise<number | null>((done) => child.once('close', done));
  return { code, out };
}

describe('the verification of an installation', { timeout: 300_000 }, () => {
  it('proves run, mail, prediction and rollback, keeps the histories, removes everything and says what it cost', async () => {
    const fixtures = join(folder, 'fixtures');
    const { code, out } = await verify(['--fixtures', fixtures]);
    expect(out).toMatch(/First run: \S+: Release 1 of toy is live/);
    expect(out).toMatch(/Mail: "\[toy\] release 1 is live/);
    expect(out).toMatch(/Prediction: \{"accuracy":0.9/);
    expect(out).toMatch(/Second run: \S+: Release 2 of toy is live/);
    expect(out).toMatch(/Rollback: \S+: Release 1 of toy is live/);
    expect(out).toMatch(/Mail: "\[toy\] rolled back to release 1/);
    expect(out).toMatch(/Destroyed: nothing is left/);
    expect(out).toMatch(/In all about \$0\.\d\d \(builds \d+ min: \$0\.\d\d, trainings/);
    expect(code).toBe(0);
    const saved = readdirSync(fixtures).map((name) => readFileSync(join(fixtures, name), 'utf8'));
    expect(saved).toHaveLength(3);
    for (const text of saved) {
      expect(JSON.parse(text).events.at(-1).type).toBe('ExecutionSucceeded');
      expect(text).not.toContain('000000000000');
      expect(withoutSecrets(text)).toBe(text);
    }
    expect(saved.join('')).toContain('TASK-TOKEN');
  });

  it('removes what it made, too, when Ctrl+C ends it in the middle of a run', async () => {
    const { code, out } = await verify([], '✓ Prepare');
    expect(out).toContain('Stopping, then removing what was made');
    expect(out).toMatch(/Histories saved: \d+ in /);
    expect(out).toMatch(/Destroyed: nothing is left/);
    expect(out).not.toContain('Second run');
    expect(code).toBe(1);
  });
});

describe('a history that is published', () => {
  it('names the account of AWS’s documents and holds no task token', () => {
    const token = `AQB${'x'.repeat(60)}`;
    const input = JSON.stringify({ token, lock: { token: 3 }, arn: 'arn:aws:states:eu-west-1:987654321098:execution:a:b' });
    const text = withoutSecrets(JSON.stringify({ input, image: '987654321098.dkr.ecr.eu-west-1.amazonaws.com/a' }));
    expect(text).not.toContain('987654321098');
    expect(JSON.parse(JSON.parse(text).input)).toEqual({
      token: 'TASK-TOKEN',
      lock: { token: 3 },
      arn: 'arn:aws:states:eu-west-1:123456789012:execution:a:b',
    });
  });
});
