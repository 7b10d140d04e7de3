import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { compareBytewise, formatManifest, isExcluded, parseManifest } from '../../../../lambdas/contract/manifest.ts';

const sha256 = 'a'.repeat(64);
const entry = (path: string, executable = false) => ({ sha256, executable, path });

describe('the source manifest', () => {
  it('comes back as it was written, sorted', () => {
    const text = formatManifest([entry('b/run.sh', true), entry('a file')]);
    expect(text).toBe(`${sha256} - a file\n${sha256} x b/run.sh\n`);
    expect(parseManifest(text)).toEqual([entry('a file'), entry('b/run.sh', true)]);
    expect(parseManifest('')).toEqual([]);
  });

  it('sorts as LC_ALL=C sort does', () => {
    const names = ['a', 'B', 'a/b', 'a.b', 'a-b', 'é', '\u{1F600}', '\uFFFD', 'z', '_', 'aa', '\uE000x', '\u{1F601}'];
    const sorted = execFileSync('sort', { input: `${names.join('\n')}\n`, env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' } });
    expect([...names].sort(compareBytewise)).toEqual(sorted.toString().trim().split('\n'));
  });

  it('names the line that is none, and notices a cut text', () => {
    expect(() => parseManifest(`${sha256} - a\nnonsense\n`)).toThrow(
      `the source manifest's line 2 is not "<sha256> <x|-> <path>": "nonsense"`,
    );
    expect(() => parseManifest(`${sha256} - a`)).toThrow('cut off');
    expect(() => formatManifest([entry('a\nb')])).toThrow('line break');
  });

  it('leaves out data and caches at the root, and everywhere git and what Node and Python make', () => {
    expect(
      ['data/x.csv', '.trainyard/x', 'cdk.out', 'a/node_modules/b', 'a/__pycache__/b.pyc', '.venv/bin/python', '.git/HEAD'].filter(
        (path) => !isExcluded(path),
      ),
    ).toEqual([]);
    expect(['src/data/load.js', 'database', 'a/.gitignore', '.dockerignore'].filter((path) => isExcluded(path))).toEqual([]);
  });
});
