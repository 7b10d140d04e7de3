import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ascii, bytesOf, cut, head, headBytes, line, linesOf, visible } from '../../../../lambdas/contract/text.ts';
import { faultOf, hostileText, hostileTexts } from '../../../support/hostile-text.ts';

const family = '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}';
const england = '\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}';

describe('a text that is cut', () => {
  it.each([
    ['ab\u{1f680}cd', 3, 'ab'],
    ['ab\u{1f680}cd', 4, 'ab\u{1f680}'],
    [`ab${family}cd`, 6, 'ab'],
    [`ab${england}cd`, 9, 'ab'],
    ['xe\u0301\u0301y', 3, 'x'],
    ['abc', 3, 'abc'],
    ['abc', 0, ''],
  ])('%j keeps whole characters within %i units', (text, most, expected) => {
    expect(head(text, most)).toBe(expected);
  });

  it('is cut between code points where a character is too long to be kept whole', () => {
    const marked = `Z${'\u{1d165}'.repeat(300)}`;
    expect(head(marked, 200)).toBe(marked.slice(0, 199));
  });

  it('has dots where something is missing', () => {
    expect([cut('abcdef', 6), cut('abcdefg', 6)]).toEqual(['abcdef', 'abc...']);
  });

  it('fits into bytes', () => {
    expect([headBytes('äöü', 5), headBytes('äöü', 6), headBytes('\u{1f680}\u{1f680}', 7)]).toEqual(['äö', 'äöü', '\u{1f680}']);
  });

  it('is the beginning of what it was, whatever it was, and no half of a pair more than that had', () => {
    fc.assert(
      fc.property(hostileText, fc.nat(300), (text, most) => {
        const short = head(text, most);
        expect(text.startsWith(short) && short.length <= most).toBe(true);
        if (short.length < text.length)
          expect(/[\ud800-\udbff]$/.test(short) && /^[\udc00-\udfff]/.test(text.slice(short.length))).toBe(false);
        expect(bytesOf(headBytes(text, most))).toBeLessThanOrEqual(most);
        expect(cut(text, most + 3).length).toBeLessThanOrEqual(most + 3);
      }),
    );
  });
});

describe('a text that is shown', () => {
  it.each([
    ['\x1b[31mred\x1b[0m', '\\x1b[31mred\\x1b[0m'],
    ['\x9b2J\x07\x7f', '\\x9b2J\\x07\\x7f'],
    ['user\u202etxt', 'user\\u202etxt'],
    ['ad\u200bmin\ufeff', 'ad\\u200bmin\\ufeff'],
    ['a\u200db', 'a\\u200db'],
    ['tag\u{e0041}', 'tag\\u{e0041}'],
    ['half \ud83d', 'half \ufffd'],
    ['one\r\ntwo\rthree\tfour', 'one\ntwo\nthree\tfour'],
  ])('%j writes out what is not seen', (text, expected) => {
    expect(visible(text)).toBe(expected);
  });

  it.each([
    'Größe „ja“ 漢字',
    family,
    england,
    '\u{1f469}\ufe0f\u200d\u{1f680}',
    '\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645',
    'a\u0301',
    '\u0600\u0661',
  ])('%j stays as people wrote it', (text) => {
    expect(visible(text)).toBe(text);
  });

  it('is one line where one line is wanted', () => {
    expect(line(' a\n\r\n b\t\u2028c\x85d ')).toBe('a b c d');
    expect(line('y'.repeat(50), 10)).toBe('yyyyyyy...');
  });

  it('has no ASCII but ASCII where that is wanted', () => {
    expect(ascii('Größe é \u{1f680}\n\x1b')).toBe('Gro?e e ? \\x1b');
  });

  it('has nothing unseen in it whatever it was, and stays so', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const shown = visible(text);
        expect(faultOf(shown)).toBeUndefined();
        expect(visible(shown)).toBe(shown);
        expect(() => encodeURIComponent(shown)).not.toThrow();
        expect(faultOf(line(text, 80))).toBeUndefined();
        expect(line(text, 80)).toMatch(/^.{0,80}$/su);
        expect(line(text, 80)).not.toMatch(/[\n\t]/);
        for (const one of linesOf(text, 40)) expect(one).toMatch(/^[^\n]{0,40}$/u);
        expect(ascii(text)).toMatch(/^[\x20-\x7e]*$/);
      }),
      { numRuns: 300, examples: hostileTexts.map((text): [string] => [text]) },
    );
  });
});
