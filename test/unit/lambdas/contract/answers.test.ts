import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shownAnswer, shownBinary, textOf } from '../../../../lambdas/contract/answers.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d);

describe('an answer for people', () => {
  it('is one line of text, cut at a character', () => {
    expect(shownAnswer(bytes('{"a":\n  1}\n'))).toBe('{"a": 1}');
    expect(shownAnswer(bytes('😀😀😀'), 2)).toBe('😀😀…');
  });

  it('is said where there is nothing to see', () => {
    expect(shownAnswer(new Uint8Array())).toBe('(empty)');
    expect(shownAnswer(bytes(' \n'))).toBe('(blank)');
  });

  it('shows the first bytes of what is no text, escaped', () => {
    expect(shownAnswer(png)).toBe('12 bytes: \\x89PNG\\r\\n\\x1a\\n\\x00\\x00\\x00\\r');
    expect(shownBinary(new Uint8Array(5000), 2)).toBe('5,000 bytes: \\x00\\x00…');
    expect(textOf(png)).toBeUndefined();
  });

  it('shows terminal escapes and direction marks instead of obeying them', () => {
    expect(shownAnswer(bytes('\x1b[2Jok \u202e'))).toBe('\\x1b[2Jok \\u202e');
  });

  it('holds no control character, whatever came', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (body) => {
        expect(shownAnswer(body)).toMatch(/^[^\p{Cc}]+$/u);
      }),
      { numRuns: 500, seed: 7 },
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (text) => {
        expect(shownAnswer(bytes(text))).toMatch(/^[^\p{Cc}]+$/u);
      }),
      { numRuns: 300, seed: 7 },
    );
  });
});
