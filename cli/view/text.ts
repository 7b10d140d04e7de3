import { head, line } from '../../lambdas/contract/text.ts';
import type { StateStatus } from './run-view.ts';

/** `0.4 s`, `12.3 s`, `3 m 05 s`, `2 h 07 m`: short, and wide enough to compare. */
export function duration(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 99.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} m ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} m`;
}

/** One line: line breaks and runs of blanks become one blank, what a terminal would obey is written out. */
export function oneLine(text: string): string {
  return line(text);
}

/** Up to the first full stop that ends a sentence: the rest stands in the mail. */
export function firstSentence(text: string): string {
  return /^.*?[.!?](?=\s|$)/.exec(oneLine(text))?.[0] ?? oneLine(text);
}

/** A path as people would type it: relative where it is inside the current folder. */
export function shownPath(path: string, cwd: string): string {
  return path.startsWith(`${cwd}/`) ? path.slice(cwd.length + 1) : path;
}

/** At most `columns` wide, with an ellipsis where something was cut. */
export function cut(text: string, columns: number): string {
  return text.length <= columns ? text : `${head(text, columns - 1)}…`;
}

export type Style = 'dim' | 'bold' | 'red' | 'green' | 'yellow' | 'cyan';
const codes: Record<Style, number> = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 };

/** Wraps text in an ANSI style, or leaves it alone without colour. */
export type Paint = (style: Style, text: string) => string;
export const paint: Paint = (style, text) => `\x1b[${codes[style]}m${text}\x1b[0m`;
export const plain: Paint = (_, text) => text;

export const marks: Record<StateStatus, { readonly sign: string; readonly style: Style }> = {
  running: { sign: '●', style: 'cyan' },
  succeeded: { sign: '✓', style: 'green' },
  caught: { sign: '!', style: 'yellow' },
  failed: { sign: '✗', style: 'red' },
  aborted: { sign: '■', style: 'yellow' },
};
