import { visible } from '../lambdas/contract/text.ts';
import type { Io } from './io.ts';
import { newLines } from './view/lines.ts';
import type { RunView } from './view/run-view.ts';
import { erase, type Painted, repaint } from './view/screen.ts';
import { paint, plain } from './view/text.ts';
import { treeLines, withinRows } from './view/tree.ts';

/** Shows a run while it happens. Other output goes through `print`, so that it does not tear the tree. */
export interface LiveView {
  show(view: RunView): void;
  print(lines: readonly string[]): void;
}

/** A tree that is redrawn in place on a terminal, lines that are appended elsewhere. */
export function liveView(io: Io, title: string): LiveView {
  return io.out.isTerminal ? treeView(io, title) : lineView(io);
}

function treeView(io: Io, title: string): LiveView {
  let painted: Painted | undefined;
  // After Ctrl+C the cursor is not where the tree left it: ^C and what was said to it stand between. The tree stays as it is.
  const isLeft = (): boolean => io.interrupt.signal.aborted;
  return {
    show: (view) => {
      if (isLeft()) return;
      const { columns, rows } = io.out.size();
      // The cursor stands below the last line: one row less. The last column stays free, some terminals wrap at it.
      const lines = withinRows(
        treeLines(title, view, { now: io.clock.now(), columns: columns - 1, paint: io.out.colour ? paint : plain }),
        rows - 1,
      );
      const text = repaint(painted, lines, columns);
      if (text) io.out.write(text);
      painted = { lines, columns };
    },
    print: (lines) => {
      if (lines.length === 0) return;
      const { columns } = io.out.size();
      io.out.write(`${isLeft() ? '' : erase(painted, columns)}${visible(lines.join('\n'))}\n`);
      painted = undefined;
    },
  };
}

function lineView(io: Io): LiveView {
  let before: RunView | undefined;
  const print = (lines: readonly string[]): void => {
    if (lines.length > 0) io.out.write(`${lines.join('\n')}\n`);
  };
  return {
    show: (view) => {
      print(newLines(before, view));
      before = view;
    },
    print,
  };
}
