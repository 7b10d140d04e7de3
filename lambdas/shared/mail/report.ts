import { ascii, line, linesOf } from '../../contract/text.ts';
import { fitToSend, subjectLimit } from './fit.ts';

/** One line of a mail's head. */
export type Fact = readonly [label: string, value: string];

/** A mail's content before it is laid out: every mail answers what happened, why, and where to look. */
export interface Report {
  readonly model: string;
  /** What the subject says: `release 2 is live`, `failed in AwaitTraining: TrainingFailed`. */
  readonly outcome: string;
  /** The commit, or the packaged source's version. */
  readonly version: string;
  /** One sentence. */
  readonly sentence: string;
  readonly facts: readonly Fact[];
  /** Further parts, each under its heading; empty ones are left out. */
  readonly parts: readonly ReportPart[];
  /** The section of docs/runbook.md, where there is something to be done. */
  readonly runbook?: string;
  readonly links: readonly Fact[];
  /** The one next command, where there is one. */
  readonly next: string;
}

export interface ReportPart {
  readonly heading: string;
  readonly lines: readonly string[];
  /** Log lines stay as they are: wrapping them would make them unreadable. */
  readonly isVerbatim?: boolean;
}

export interface Mail {
  readonly subject: string;
  readonly body: string;
}

const columns = 72;
const labelWidth = 12;
// Nobody reads more of one value; what is cut stands where the mail links to.
const factLimit = 1000;
const lineLimit = 2000;
const linesLimit = 200;

/** Lays a report out as plain text: a subject of fewer than 100 ASCII characters, a body 72 columns wide (links and log lines excepted). */
export function render(report: Report): Mail {
  const blocks = [
    wrap(line(report.sentence, lineLimit)),
    report.facts.flatMap(([label, value]) => wrap(line(value, factLimit), `${label}:`.padEnd(labelWidth), ' '.repeat(labelWidth))),
    ...report.parts.filter(({ lines }) => lines.length > 0).map(part),
    report.runbook ? [`Runbook: docs/runbook.md, ${report.runbook}`] : [],
    report.links.map(([label, url]) => `${`${label}:`.padEnd(labelWidth)}${line(url)}`),
    report.next ? ['Next (for an AWS account add --aws):', `    ${line(report.next, lineLimit)}`] : [],
  ];
  const body = blocks.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return fitToSend({ subject: subject(report), body: `${body.join('\n\n')}\n` });
}

/** The end of the outcome is what can be spared. */
function subject({ model, outcome, version }: Report): string {
  const short = /^[0-9a-f]{8,}$/.test(version) ? version.slice(0, 7) : version;
  const text = ascii(`[${line(model, 40)}] ${outcome}`);
  const end = short && ` (${ascii(short).slice(0, 40)})`;
  return text.length + end.length <= subjectLimit ? text + end : `${text.slice(0, subjectLimit - 3 - end.length)}...${end}`;
}

function part({ heading, lines, isVerbatim }: ReportPart): string[] {
  const all = lines.flatMap((text) => linesOf(text, lineLimit));
  const kept = all.length > linesLimit ? [...all.slice(0, linesLimit), `(${all.length - linesLimit} more lines)`] : all;
  const laid = isVerbatim ? kept.map((text) => `  ${text}`) : kept.flatMap((text) => wrap(text, '  ', '    '));
  return [heading, ...laid];
}

/** Breaks at spaces; a word longer than a line stays whole, so that it can be copied. */
function wrap(text: string, first = '', rest = first): string[] {
  const lines: string[] = [];
  let current = first;
  let isEmpty = true;
  for (const word of text.split(/\s+/)) {
    if (!isEmpty && current.length + 1 + word.length > columns) {
      lines.push(current);
      current = rest + word;
      continue;
    }
    current += (isEmpty ? '' : ' ') + word;
    isEmpty = false;
  }
  return [...lines, current.trimEnd()];
}

/** Columns as wide as their widest cell, two spaces between; the first is left-aligned, numbers are right-aligned. */
export function table(cells: readonly (readonly string[])[]): string[] {
  const rows = cells.map((row) => row.map((cell) => line(cell, columns)));
  const widths = (rows[0] ?? []).map((_cell, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
