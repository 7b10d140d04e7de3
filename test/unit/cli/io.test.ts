import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorText } from '../../../cli/cli-error.ts';
import { outputOf } from '../../../cli/io.ts';
import { erase, repaint } from '../../../cli/view/screen.ts';
import { cut, oneLine, paint } from '../../../cli/view/text.ts';
import { faultOf, hostileText, hostileTexts } from '../../support/hostile-text.ts';

function stream(isTTY: boolean) {
  const written: string[] = [];
  const output = outputOf({ isTTY, columns: 80, rows: 24, write: (text: string) => written.push(text) } as never, {});
  return { output, text: () => written.join('') };
}

/** Our own sequences taken away. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what they begin with.
const plain = (text: string) => text.replaceAll(/\u001b\[(\d*m|2K|J|\d+A)/g, '').replaceAll('\r', '');

describe('the output of a command', () => {
  it('tells a terminal nothing but our own styles and movements, whatever is printed', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const made = stream(true);
        made.output.write(`${paint('red', oneLine(text))}\n`);
        made.output.write(errorText(new Error(text), true));
        made.output.write(cut(oneLine(text), 40));
        expect(faultOf(plain(made.text()))).toBeUndefined();
      }),
      { examples: hostileTexts.map((text): [string] => [text]) },
    );
  });

  it('obeys nothing that was forgotten to be written out', () => {
    const made = stream(true);
    made.output.write('title \x1b]0;owned\x07 clear \x1b[2J\x1b[H up\x1b[3A hidden \u202e');
    expect(made.text()).toBe('title \\x1b]0;owned\\x07 clear \\x1b[2J\\x1b[H up\\x1b[3A hidden \\u202e');
  });

  it('draws a tree again in its place', () => {
    const made = stream(true);
    const before = { lines: ['a', 'b'], columns: 80 };
    const sequences = `${repaint(before, ['a', paint('red', 'c')], 80)}${erase(before, 80)}\r\x1b[2Kstep\n`;
    made.output.write(sequences);
    expect(made.text()).toBe(sequences);
  });

  it('is what it is where no terminal reads it', () => {
    const made = stream(false);
    made.output.write('\x1b[31mred\x1b[0m\r');
    expect(made.text()).toBe('\x1b[31mred\x1b[0m\r');
  });
});
