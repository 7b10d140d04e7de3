import { detail } from './detail.ts';
import { allStates, isRouting, type RunView, type StateView } from './run-view.ts';
import { cut, duration, marks, oneLine, type Paint } from './text.ts';

export interface TreeOptions {
  readonly now: number;
  readonly columns: number;
  readonly paint: Paint;
}

/** The run as lines for a terminal: a state a line, the branches of a Parallel side by side under it. Nothing is wider than the terminal. */
export function treeLines(title: string, view: RunView, options: TreeOptions): string[] {
  const rows = rowsOf(view.states, '');
  const nameWidth = Math.max(...rows.map(({ indent, state }) => indent.length + state.name.length), 12);
  const elapsed = duration((view.endedAt ?? options.now) - view.startedAt);
  const head = cut(`${title}  ${view.status}  ${elapsed}`, options.columns);
  return [options.paint('bold', head), ...rows.map((row) => line(row, nameWidth, options))];
}

interface Row {
  readonly indent: string;
  readonly state: StateView;
}

function rowsOf(states: readonly StateView[], indent: string): Row[] {
  return states
    .filter((state) => !isRouting(state))
    .flatMap((state) => [
      { indent, state },
      ...state.branches.flatMap((branch, index) => branchRows(branch, indent, index === state.branches.length - 1)),
    ]);
}

function branchRows(branch: readonly StateView[], indent: string, last: boolean): Row[] {
  const rows = rowsOf(branch, '');
  return rows.map((row, index) => ({
    ...row,
    indent: `${indent}${index === 0 ? (last ? '└─ ' : '├─ ') : last ? '   ' : '│  '}${row.indent}`,
  }));
}

function line({ indent, state }: Row, nameWidth: number, { now, columns, paint }: TreeOptions): string {
  const mark = marks[state.status];
  const name = `${indent}${state.name}`.padEnd(nameWidth);
  const took = duration((state.leftAt ?? now) - state.enteredAt).padStart(9);
  const room = columns - (2 + name.length + took.length + 4);
  if (room < 0) return `${paint(mark.style, mark.sign)} ${cut(`${indent}${state.name}`, columns - 2)}`;
  return `${paint(mark.style, mark.sign)} ${name}${took}  ${paint(state.status === 'failed' ? 'red' : 'dim', cut(note(state), room))}`.trimEnd();
}

/** What stands at the end of a state's line: its error, what its answer says, and how often it was tried again. */
export function note(state: StateView): string {
  const error = state.error && state.status !== 'running' ? errorNote(state) : detail(state.answer);
  const retries = state.retries > 0 ? `${state.retries} ${state.retries === 1 ? 'retry' : 'retries'}` : '';
  return [error, retries].filter(Boolean).join(' · ');
}

/** The error's name, and where it happened the first line of its cause: log lines follow in the summary and the mail. */
function errorNote({ error, branches }: StateView): string {
  const first = error?.cause.split('\n').find((line) => line.trim() !== '');
  return [error?.name, branches.length === 0 && first ? oneLine(first) : ''].filter(Boolean).join(': ');
}

/** Keeps a tree within `rows` lines: what ended long ago goes first, and one line says how much. */
export function withinRows(lines: readonly string[], rows: number): string[] {
  if (lines.length <= rows || rows < 3) return lines.slice(0, Math.max(rows, 1));
  const hidden = lines.length - rows + 1;
  return [lines[0] ?? '', `  … ${hidden} earlier lines`, ...lines.slice(hidden + 1)];
}

/** The states that run now, for the title of a window or a stopped run's message. */
export function runningStates(view: RunView): string[] {
  return allStates(view.states)
    .filter((state) => state.status === 'running' && state.branches.length === 0)
    .map((state) => state.name);
}
