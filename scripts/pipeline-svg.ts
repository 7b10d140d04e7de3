import { type Box, type Drawn, layout, type Wire } from './state-layout.ts';

// Solid light boxes and mid-grey lines: they read on a white page and on a dark one, so that no theme has to be known.
const fills = {
  Task: { fill: '#dbeafe', stroke: '#3b82f6' },
  Await: { fill: '#fef3c7', stroke: '#d97706' },
  Choice: { fill: '#ede9fe', stroke: '#8b5cf6' },
  Wait: { fill: '#ffedd5', stroke: '#ea580c' },
  Succeed: { fill: '#dcfce7', stroke: '#16a34a' },
  Pass: { fill: '#f3f4f6', stroke: '#6b7280' },
  Fail: { fill: '#fee2e2', stroke: '#dc2626' },
} as const;
const line = '#7d8590';

/** A state machine as SVG text: same definition, same bytes. */
export function pipelineSvg(definition: Definition, title: string): string {
  const drawn = layout(definition);
  const legend = legendOf(drawn);
  const width = Math.ceil(Math.max(drawn.width, legend.width)) + 2 * margin;
  const height = Math.ceil(drawn.height) + 2 * margin + legendHeight;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="system-ui, -apple-system, 'Segoe UI', sans-serif" font-size="13">`,
    `<title>${xml(title)}</title>`,
    `<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0.5 L7.5 4 L0 7.5 z" fill="${line}"/></marker></defs>`,
    `<g transform="translate(${margin} ${margin})">`,
    ...group(drawn),
    '</g>',
    `<g transform="translate(${margin} ${height - margin - 8})">${legend.svg}</g>`,
    '</svg>',
    '',
  ].join('\n');
}

const margin = 16;
const legendHeight = 44;

/** The parts of Amazon States Language that a picture shows. */
export interface Definition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}
export interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly Next?: string;
  readonly End?: boolean;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Next: string }[];
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
  readonly Branches?: readonly Definition[];
}

function group(drawn: Drawn): string[] {
  return [...drawn.boxes.flatMap(box), ...drawn.wires.map(wire), ...drawn.wires.map(label)].filter(Boolean);
}

function box(item: Box): string[] {
  const { x, y, width, height, name } = item;
  if (item.inner) {
    return [
      `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="10" fill="${line}" fill-opacity="0.12" stroke="${line}" stroke-dasharray="5 4"/>`,
      `<text x="${x + 12}" y="${y + 19}" font-weight="600" fill="${line}">${xml(name)} (in parallel)</text>`,
      `<g transform="translate(${x + item.inner.dx} ${y + item.inner.dy})">`,
      ...item.inner.branches.flatMap(({ dx, drawn }) => [`<g transform="translate(${dx} 0)">`, ...group(drawn), '</g>']),
      '</g>',
    ];
  }
  const { fill, stroke } = fills[item.kind];
  const radius = item.kind === 'Choice' ? height / 2 : item.kind === 'Await' ? 4 : 8;
  const end = item.end
    ? [`<rect x="${x + 3}" y="${y + 3}" width="${width - 6}" height="${height - 6}" rx="${radius - 2}" fill="none" stroke="${stroke}"/>`]
    : [];
  return [
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}" fill="${fill}" stroke="${stroke}" stroke-width="1.5"/>`,
    ...end,
    `<text x="${x + width / 2}" y="${y + height / 2 + 4.5}" text-anchor="middle" fill="#1f2328">${xml(name)}${item.kind === 'Choice' ? '?' : ''}</text>`,
  ];
}

function wire({ points, dashed }: Wire): string {
  const path = points.map(([x, y], index) => `${index ? 'L' : 'M'}${x} ${y}`).join(' ');
  return `<path d="${path}" fill="none" stroke="${line}" stroke-width="1.5" stroke-linejoin="round"${dashed ? ' stroke-dasharray="3 3"' : ''} marker-end="url(#arrow)"/>`;
}

function label({ label: text, at }: Wire): string {
  return text && at ? `<text x="${at[0]}" y="${at[1]}" text-anchor="middle" font-size="11" fill="${line}">${xml(text)}</text>` : '';
}

const words: Readonly<Record<keyof typeof fills, string>> = {
  Task: 'a Lambda function works',
  Await: 'waits for a job: woken by its event, else polled',
  Choice: 'a choice',
  Wait: 'waits, then looks again',
  Succeed: 'ends well',
  Pass: 'passes on',
  Fail: 'fails',
};

function legendOf(drawn: Drawn): { svg: string; width: number } {
  const kinds = new Set(kindsOf(drawn));
  let x = 0;
  const parts = (Object.keys(fills) as (keyof typeof fills)[])
    .filter((kind) => kinds.has(kind))
    .map((kind) => {
      const { fill, stroke } = fills[kind];
      const part = `<rect x="${x}" y="-10" width="14" height="12" rx="3" fill="${fill}" stroke="${stroke}"/><text x="${x + 20}" y="0" font-size="11" fill="${line}">${words[kind]}</text>`;
      x += 20 + words[kind].length * 6 + 18;
      return part;
    });
  return { svg: parts.join(''), width: x };
}

function kindsOf(drawn: Drawn): (keyof typeof fills)[] {
  return drawn.boxes.flatMap((item) => (item.inner ? item.inner.branches.flatMap(({ drawn: inner }) => kindsOf(inner)) : [item.kind]));
}

function xml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
