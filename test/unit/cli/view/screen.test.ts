import { describe, expect, it } from 'vitest';
import { erase, type Painted, repaint } from '../../../../cli/view/screen.ts';

/** The few things a terminal does with what we send: text, line feed, carriage return, cursor up, erase line, erase below. */
class Terminal {
  rows: string[] = [''];
  #row = 0;

  write(text: string): void {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: terminals are controlled by control characters.
    for (const [token] of text.matchAll(/\x1b\[(\d*)([AJK])|[\r\n]|[^\x1b\r\n]+/g)) this.#apply(token);
  }

  #apply(token: string): void {
    const up = /\[(\d+)A$/.exec(token);
    if (up) this.#row -= Number(up[1]);
    else if (token.endsWith('[J')) this.rows = [...this.rows.slice(0, this.#row), ''];
    else if (token.endsWith('[2K')) this.rows[this.#row] = '';
    else if (token === '\n') {
      this.#row++;
      this.rows[this.#row] ??= '';
    } else if (token !== '\r') this.rows[this.#row] = token;
  }
}

function show(frames: readonly (readonly string[])[]): { terminal: Terminal; sent: string[] } {
  const terminal = new Terminal();
  terminal.write('before\n');
  let painted: Painted | undefined;
  const sent = frames.map((lines) => {
    const text = repaint(painted, lines, 80);
    terminal.write(text);
    painted = { lines, columns: 80 };
    return text;
  });
  return { terminal, sent };
}

describe('repaint', () => {
  it('leaves the new lines on the screen, and what stood above them', () => {
    const { terminal } = show([['a', 'b'], ['a', 'B', 'c'], ['A', 'B', 'c', 'd'], ['A']]);
    expect(terminal.rows).toEqual(['before', 'A', '']);
  });

  it('sends nothing when nothing changed, and only the lines from the first that did', () => {
    const { sent } = show([
      ['a', 'b', 'c'],
      ['a', 'b', 'c'],
      ['a', 'X', 'c'],
    ]);
    expect(sent.slice(1)).toEqual(['', '\x1b[2A\r\x1b[2KX\n\n']);
  });

  it('appends without touching the lines before', () => {
    expect(show([['a'], ['a', 'b']]).sent[1]).toBe('\x1b[2Kb\n');
  });

  it('draws everything anew after a resize, above lines that the narrow terminal wrapped', () => {
    expect(repaint({ lines: ['x'.repeat(30), 'y'], columns: 80 }, ['x'], 20)).toBe('\x1b[3A\r\x1b[Jx\n');
  });

  it('erases what was drawn, for other output', () => {
    const { terminal } = show([['a', 'b']]);
    terminal.write(`${erase({ lines: ['a', 'b'], columns: 80 }, 80)}log\n`);
    expect(terminal.rows).toEqual(['before', 'log', '']);
  });
});
