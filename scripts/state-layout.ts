import dagre from '@dagrejs/dagre';
import type { Definition, State } from './pipeline-svg.ts';

type Kind = 'Task' | 'Await' | 'Choice' | 'Wait' | 'Succeed' | 'Pass' | 'Fail';

export interface Box {
  readonly name: string;
  readonly kind: Kind;
  readonly end: boolean;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** The branches of a Parallel, drawn inside the box. */
  readonly inner?: Inner;
}
interface Inner {
  readonly dx: number;
  readonly dy: number;
  readonly branches: readonly { readonly dx: number; readonly drawn: Drawn }[];
}
export interface Wire {
  readonly from: string;
  readonly to: string;
  readonly points: readonly (readonly [number, number])[];
  readonly dashed: boolean;
  readonly label?: string;
  readonly at?: readonly [number, number];
}
export interface Drawn {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly wires: readonly Wire[];
}

/**
 * Places a definition's states from top to bottom. A Parallel's branches are laid out on their own first and are then one box of the
 * outer graph: dagre has no edges to and from groups.
 */
export function layout(definition: Definition): Drawn {
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'TB', nodesep: 34, ranksep: 34, edgesep: 16 });
  const inners = new Map<string, Inner & { width: number; height: number }>();
  for (const [name, state] of Object.entries(definition.States)) {
    const inner = state.Branches ? innerOf(state.Branches) : undefined;
    if (inner) inners.set(name, inner);
    graph.setNode(name, inner ? { width: inner.width, height: inner.height } : { width: textWidth(name), height: 34 });
  }
  const edges = edgesOf(definition);
  for (const { from, to, label } of edges) {
    graph.setEdge(from, to, label ? { label, width: label.length * 6.2, height: 12, labelpos: 'r', labeloffset: 6 } : {}, `${from}>${to}`);
  }
  dagre.layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return {
    width: round(width),
    height: round(height),
    boxes: Object.entries(definition.States).map(([name, state]) => boxOf(name, state, graph.node(name), inners.get(name))),
    wires: edges.map((edge) => wireOf(edge, graph.edge({ v: edge.from, w: edge.to, name: `${edge.from}>${edge.to}` }))),
  };
}

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly label?: string;
  readonly dashed: boolean;
}

/** Each pair once; a state that catches into itself is an await state, whose colour says so. */
function edgesOf({ States }: Definition): Edge[] {
  const edges = Object.entries(States).flatMap(([from, state]): Edge[] => {
    const only = state.Choices?.length === 1;
    return [
      ...(state.Choices ?? []).map(({ Next }) => ({ from, to: Next, label: only ? 'yes' : undefined, dashed: false })),
      ...(state.Default ? [{ from, to: state.Default, label: only ? 'no' : undefined, dashed: false }] : []),
      ...(state.Next ? [{ from, to: state.Next, dashed: false }] : []),
      ...(state.Catch ?? []).map(({ ErrorEquals, Next }) => ({ from, to: Next, label: ErrorEquals.join(', '), dashed: true })),
    ];
  });
  const seen = new Set<string>();
  return edges.filter(({ from, to }) => {
    if (from === to || seen.has(`${from}>${to}`)) return false;
    seen.add(`${from}>${to}`);
    return true;
  });
}

function innerOf(branches: readonly Definition[]): Inner & { width: number; height: number } {
  const pad = 16;
  let x = 0;
  const placed = branches.map((branch) => {
    const drawn = layout(branch);
    const dx = x;
    x += drawn.width + 28;
    return { dx, drawn };
  });
  const tallest = Math.max(...placed.map(({ drawn }) => drawn.height));
  return { dx: pad, dy: pad + 16, branches: placed, width: x - 28 + 2 * pad, height: tallest + 2 * pad + 16 };
}

function boxOf(name: string, state: State, node: unknown, inner?: Inner): Box {
  const { x, y, width, height } = node as { x: number; y: number; width: number; height: number };
  const end = state.End === true || state.Type === 'Succeed';
  return { name, kind: kindOf(state), end, x: round(x - width / 2), y: round(y - height / 2), width, height, ...(inner ? { inner } : {}) };
}

function kindOf({ Type, Resource }: State): Kind {
  if (Type === 'Task') return Resource?.endsWith('.waitForTaskToken') ? 'Await' : 'Task';
  return Type === 'Choice' || Type === 'Wait' || Type === 'Succeed' || Type === 'Fail' ? Type : 'Pass';
}

function wireOf({ from, to, dashed, label }: Edge, edge: { points?: { x: number; y: number }[]; x?: number; y?: number }): Wire {
  const points = (edge.points ?? []).map(({ x, y }) => [round(x), round(y)] as const);
  const at = label && edge.x !== undefined && edge.y !== undefined ? ([round(edge.x), round(edge.y + 9)] as const) : undefined;
  return { from, to, points, dashed, ...(label ? { label } : {}), ...(at ? { at } : {}) };
}

/** Sans-serif at 13 px: 7.4 px a letter is on the wide side of the usual fonts. */
function textWidth(text: string): number {
  return Math.max(96, Math.ceil(text.length * 7.4) + 26);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
