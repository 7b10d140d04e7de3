/** What the screen shows: the lines as written, and the width they were written for. */
export interface Painted {
  readonly lines: readonly string[];
  readonly columns: number;
}

/**
 * The escape sequences that turn `before` into `lines`, cursor below the last line both times: lines that did not change are
 * passed over. After a resize the terminal may have wrapped the old lines, so everything is drawn anew.
 */
export function repaint(before: Painted | undefined, lines: readonly string[], columns: number): string {
  if (!before || before.lines.length === 0) return lines.map((line) => `${line}\n`).join('');
  if (before.columns !== columns) return `${erase(before, columns)}${lines.map((line) => `${line}\n`).join('')}`;
  const kept = lines.findIndex((line, index) => line !== before.lines[index]);
  if (kept < 0) return lines.length === before.lines.length ? '' : `${up(before.lines.length - lines.length)}\x1b[J`;
  const changed = lines.slice(kept).map((line, index) => (line === before.lines[kept + index] ? '\n' : `\x1b[2K${line}\n`));
  const rest = lines.length < before.lines.length ? '\x1b[J' : '';
  return `${up(before.lines.length - kept)}${changed.join('')}${rest}`;
}

/** Removes a drawn tree, so that other lines can be written in its place. */
export function erase(before: Painted | undefined, columns: number): string {
  if (!before || before.lines.length === 0) return '';
  const rows = before.lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(visibleLength(line) / Math.max(1, columns))), 0);
  return `${up(rows)}\x1b[J`;
}

function up(rows: number): string {
  return rows > 0 ? `\x1b[${rows}A\r` : '';
}

/** Length without ANSI styles. */
export function visibleLength(line: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what styles begin with.
  return line.replaceAll(/\x1b\[[0-9;]*m/g, '').length;
}
