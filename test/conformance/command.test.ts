import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'trainyard-conformance-'));
afterAll(() => rmSync(folder, { recursive: true }));

function conformance(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'node_modules/tsx/dist/cli.mjs'), 'scripts/conformance.ts', ...args],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  return { status, lines: stdout.trimEnd().split('\n'), stderr };
}

describe('npm run conformance', () => {
  const given = 'output__base_cases__BASE_DIRECT_EXPR.json';
  const skipped = 'mixed_query_language__output_to_state__JSONPATH_OUTPUT_TO_JSONATA.json';

  it('prints totals, and nothing else when all cases match', () => {
    for (const name of [given, skipped]) copyFileSync(join(import.meta.dirname, 'cases', name), join(folder, name));
    expect(conformance(folder)).toEqual({
      status: 0,
      lines: ['{"cases":2,"outcomes":1,"histories":1,"skipped":{"jsonpath":1}}'],
      stderr: '',
    });
  });

  it('prints a line for each case that differs, whether it can be run or not, and exits with 1', () => {
    const file = JSON.parse(readFileSync(join(folder, given), 'utf8'));
    writeFileSync(join(folder, 'a.json'), JSON.stringify({ ...file, id: 'a', expected: { ...file.expected, status: 'ABORTED' } }));
    writeFileSync(join(folder, 'b.json'), '{');
    const { status, lines } = conformance(folder);
    expect([status, lines.length, lines[2]]).toEqual([1, 3, '{"cases":4,"outcomes":1,"histories":2,"skipped":{"jsonpath":1}}']);
    expect(lines[0]).toBe('a: status: recorded ABORTED, got SUCCEEDED  ');
    expect(lines[1]).toMatch(/^b\.json: cannot be read: /);
  });

  it('asks for a folder, and exits with 2', () => {
    for (const args of [[], [join(folder, 'none')]]) {
      const { status, stderr } = conformance(...args);
      expect([status, stderr.startsWith('Usage: ')]).toEqual([2, true]);
    }
  });
});
