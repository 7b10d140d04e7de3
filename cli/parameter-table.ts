import { sections } from '../lambdas/contract/settings.ts';
import { effective, type Layers, type SectionLayers, sectionNames } from './overrides.ts';
import type { SettingPath } from './setting-path.ts';
import { at, leaves } from './tree.ts';
import { cut } from './view/text.ts';

interface Row {
  readonly name: string;
  readonly fallback: string;
  readonly override: string;
  readonly inEffect: string;
}

/** Every setting as a table, or those below `only`; a `*` marks what is overridden. Nothing is wider than `columns`. */
export function parameterTable(layers: Layers, columns: number, only: readonly SettingPath[] = []): string[] {
  const rows = sectionNames.flatMap((section) => rowsOf(section, layers[section])).filter(({ name }) => isWanted(name, only));
  if (rows.length === 0) return ['No such setting.'];
  // Two for the mark, two between columns; names may take what three values of ten characters leave.
  const nameWidth = Math.min(Math.max(...rows.map(({ name }) => name.length)), columns - 2 - 3 * 12);
  const widths = valueWidths(rows, columns - 2 - nameWidth - 6);
  const line = (mark: string, name: string, ...cells: string[]): string =>
    `${mark} ${cut(name, nameWidth).padEnd(nameWidth)}${cells.map((cell, i) => `  ${cut(cell, widths[i] ?? 0).padEnd(widths[i] ?? 0)}`).join('')}`.trimEnd();
  return [
    line(' ', 'SETTING', 'DEFAULT', 'OVERRIDE', 'IN EFFECT'),
    ...rows.map(({ name, fallback, override, inEffect }) => line(override === '' ? ' ' : '*', name, fallback, override, inEffect)),
  ];
}

/** Each column as wide as its widest cell; where that is too much, the widest give first. */
function valueWidths(rows: readonly Row[], room: number): number[] {
  const cells = (['fallback', 'override', 'inEffect'] as const).map((key, i) =>
    Math.max((['DEFAULT', 'OVERRIDE', 'IN EFFECT'][i] ?? '').length, ...rows.map((row) => row[key].length)),
  );
  while (cells.reduce((sum, width) => sum + width, 0) > room) {
    const widest = cells.indexOf(Math.max(...cells));
    cells[widest] = (cells[widest] ?? 0) - 1;
  }
  return cells;
}

function rowsOf(section: keyof typeof sections, layers: SectionLayers): Row[] {
  const merged = effective(layers);
  const known = Object.keys((sections[section] as { entries: object }).entries).filter((key) => !Object.hasOwn(merged, key));
  const paths = [...leaves(merged).map(({ path }) => path), ...known.map((key) => [key])];
  return paths.map((path) => ({
    name: [section, ...path].join('.'),
    fallback: shown(at(layers.defaults, path)),
    override: shown(at(layers.override, path), ''),
    inEffect: shown(at(merged, path)),
  }));
}

function isWanted(name: string, only: readonly SettingPath[]): boolean {
  return only.length === 0 || only.some((path) => name === path.join('.') || name.startsWith(`${path.join('.')}.`));
}

const shown = (value: unknown, none = '-'): string =>
  value === undefined ? none : typeof value === 'string' ? value : JSON.stringify(value);
