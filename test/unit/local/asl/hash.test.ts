import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { digest } from '../../../../local/asl/hash.ts';

describe('digest', () => {
  for (const [aws, node] of [
    ['MD5', 'md5'],
    ['SHA-1', 'sha1'],
    ['SHA-256', 'sha256'],
    ['SHA-384', 'sha384'],
    ['SHA-512', 'sha512'],
  ] as const) {
    it(`gives what OpenSSL gives for ${aws}, at every block border`, () => {
      for (const length of [0, 1, 3, 55, 56, 63, 64, 65, 111, 112, 119, 120, 127, 128, 300]) {
        const text = 'aé€z'.repeat(length).slice(0, length);
        expect(digest(aws, text)).toBe(createHash(node).update(text).digest('hex'));
      }
    });
  }

  it('knows no other algorithm', () => {
    expect(digest('sha256', 'x')).toBeUndefined();
  });
});
