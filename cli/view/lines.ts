import { isRouting, type RunView, type StateView } from './run-view.ts';
import { duration, marks, oneLine } from './text.ts';
import { note } from './tree.ts';

/**
 * The run as plain lines for a log: one when a state is entered, one when it is left. Gives the lines that are new since `before`.
 * States that route (Choice, Pass, Succeed) take no time and get no line, unless they fail.
 */
export function newLines(before: RunView | undefined, after: RunView): string[] {
  const known = new Map(placed(before?.states ?? [], '').map(({ key, state }) => [key, state]));
  const lines: { at: number; text: string }[] = [];
  for (const { key, state, depth } of placed(after.states, '')) {
    const old = known.get(key);
    const indent = '  '.repeat(depth);
    const routes = ['Choice', 'Pass', 'Succeed'].includes(state.kind);
    if (!old && !routes) lines.push({ at: state.enteredAt, text: `${stamp(after, state.enteredAt)}  ▸ ${indent}${state.name}` });
    if (state.leftAt !== undefined && old?.leftAt === undefined && !isRouting(state))
      lines.push({ at: state.leftAt, text: leftLine(after, state, indent) });
  }
  // By time, as they happened; the sort is stable, so that a state of no length is entered before it is left.
  return lines.sort((a, b) => a.at - b.at).map(({ text }) => text);
}

function leftLine(view: RunView, state: StateView, indent: string): string {
  const at = state.leftAt ?? view.startedAt;
  const text = oneLine(note(state));
  return `${stamp(view, at)}  ${marks[state.status].sign} ${indent}${state.name}  ${duration(at - state.enteredAt)}${text ? `  ${text}` : ''}`;
}

function stamp(view: RunView, at: number): string {
  return duration(at - view.startedAt).padStart(9);
}

interface Placed {
  readonly key: string;
  readonly state: StateView;
  readonly depth: number;
}

function placed(states: readonly StateView[], prefix: string, depth = 0): Placed[] {
  return states.flatMap((state, index) => {
    const key = `${prefix}/${index}:${state.name}`;
    const inner = state.branches.flatMap((branch, number) => placed(branch, `${key}#${number}`, depth + 1));
    return [{ key, state, depth }, ...inner];
  });
}
