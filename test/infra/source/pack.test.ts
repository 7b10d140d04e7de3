import { createHash } from 'node:crypto';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { pack } from '../../../infra/source/pack.ts';
import { largeText, packagedText, refuseHuge } from '../../../infra/source/report.ts';
import { unzip } from '../../../local/services/codebuild/source/unzip.ts';
import { folderWith } from '../synthesize.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const file = (path: string, size: number) => ({ path, size, sha256: '', executable: false });

describe('a packed source', () => {
  it('holds every byte and mode, of empty files and of those that are read in several chunks', async () => {
    const folder = folderWith({ empty: '', 'src/run.sh': '#!/bin/sh\n', 'a b [1] ü.txt': 'text' });
    const large = Buffer.alloc(2_500_000, 'bird ').fill('strike', 1_000_000);
    writeFileSync(join(folder, 'large.bin'), large);
    chmodSync(join(folder, 'src/run.sh'), 0o750);
    const files = ['empty', 'src/run.sh', 'a b [1] ü.txt', 'large.bin'].map((path) => ({ path, executable: path.endsWith('.sh') }));
    const zip = join(folderWith({}), 'source.zip');
    const packed = pack(folder, files, zip);

    // By a reader that we did not write, and by the one of the local CodeBuild.
    const read = unzipSync(readFileSync(zip));
    const unpacked = folderWith({});
    expect(await unzip(zip, unpacked)).toBe(4);
    for (const { path, sha256: hash, size } of packed) {
      const original = readFileSync(join(folder, path));
      expect([size, hash], path).toEqual([original.length, sha256(original)]);
      expect(sha256(read[path] as Uint8Array), path).toBe(hash);
      expect(sha256(readFileSync(join(unpacked, path))), path).toBe(hash);
    }
    expect(statSync(join(unpacked, 'src/run.sh')).mode & 0o777).toBe(0o755);
    const again = join(folderWith({}), 'again.zip');
    pack(folder, files, again);
    expect(readFileSync(again).equals(readFileSync(zip))).toBe(true);
  });

  it('names a file that is gone', () => {
    expect(() => pack(folderWith({}), [{ path: 'gone.py', executable: false }], join(folderWith({}), 'x.zip'))).toThrow(
      'expected to read gone.py (ENOENT): make it readable for you, or leave it out by a .gitignore in a git repository',
    );
  });
});

describe('what is said of a source', () => {
  it('is its size and what was left out, in one line', () => {
    expect(packagedText([file('a', 900), file('b', 100)], [])).toBe('packaged 2 files, 1 kB');
    expect(packagedText([file('a', 3)], ['data/', 'venv/'])).toBe('packaged 1 file, 3 bytes; left out data/, venv/');
    const many = Array.from({ length: 11 }, (_, i) => `f${i}`);
    expect(packagedText([file('a', 1_234_567)], many)).toMatch(/^packaged 1 file, 1\.2 MB; left out f0, .*f7 and 3 more$/);
  });

  it('is a warning with the five largest files above 100 MB, and a refusal above 512 MiB', () => {
    const files = [...Array(8).keys()].map((i) => file(`f${i}`, 2 ** 20 * (10 + i)));
    expect(largeText(files)).toMatch(
      /^the source has 113 MB, .+ f7 \(18 MB\), f6 \(17 MB\), f5 \(16 MB\), f4 \(15 MB\), f3 \(14 MB\)\. Put/,
    );
    expect(largeText(files.slice(0, 4))).toBeUndefined();
    expect(() => refuseHuge(files)).not.toThrow();
    expect(() => refuseHuge([file('model.ckpt', 3e9)])).toThrow(
      'expected a source of at most 537 MB, got 3.0 GB. The largest files: model.ckpt (3.0 GB).',
    );
  });
});
