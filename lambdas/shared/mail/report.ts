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

/** Lays a report out as plain text: a subject of fewer than 100 ASCII characters, a body 72 columns wide (links and log lines excepted). */
export function render(report: Report): Mail {
  const blocks = [
    wrap(report.sentence),
    report.facts.flatMap(([label, value]) => wrap(value, `${label}:`.padEnd(labelWidth), ' '.repeat(labelWidth))),
    ...report.parts.filter(({ lines }) => lines.length > 0).map(part),
    report.runbook ? [`Runbook: docs/runbook.md, ${report.runbook}`] : [],
    report.links.map(([label, url]) => `${`${label}:`.padEnd(labelWidth)}${url}`),
    report.next ? ['Next (for an AWS account add --aws):', `    ${report.next}`] : [],
  ];
  const body = blocks.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return { subject: subject(report), body: `${body.join('\n\n')}\n` };
}

/** SNS takes fewer than 100 characters and no control characters; the end of the outcome is what can be spared. */
function subject({ model, outcome, version }: Report): string {
  const short = /^[0-9a-f]{8,}$/.test(version) ? version.slice(0, 7) : version;
  const ascii = (text: string) => text.replace(/[^\x20-\x7e]+/g, '?');
  const text = ascii(`[${model}] ${outcome}`);
  const end = ascii(short && ` (${short.slice(0, 40)})`);
  return text.length + end.length < 100 ? text + end : `${text.slice(0, 96 - end.length)}...${end}`;
}

function part({ heading, lines, isVerbatim }: ReportPart): string[] {
  const laid = isVerbatim ? lines.map((line) => `  ${line}`) : lines.flatMap((line) => wrap(line, '  ', '    '));
  return [heading, ...laid];
}

/** Breaks at spaces; a word longer than a line stays whole, so that it can be copied. */
function wrap(text: string, first = '', rest = first): string[] {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.split(/\s+/)) {
    if (!isEmpty && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = rest + word;
      continue;
    }
    line += (isEmpty ? '' : ' ') + word;
    isEmpty = false;
  }
  return [...lines, line.trimEnd()];
}

/** Columns as wide as their widest cell, two spaces between; the first is left-aligned, numbers are right-aligned. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_cell, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
