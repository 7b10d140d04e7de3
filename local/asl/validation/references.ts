import type jsonata from 'jsonata';

/** jsonata's own types leave out `path` and most members. */
type Node = Omit<jsonata.ExprNode, 'type'> & { readonly type: string; readonly [member: string]: unknown };

/** Names, `$` and `$$` that read the input document, which an expression of Step Functions does not have. */
export function topLevelReferences(ast: jsonata.ExprNode): string[] {
  const found = new Set<string>();
  collect(ast as Node, found);
  return [...found];
}

/** The members of `$states` that only some fields may read: `result`, `errorOutput`. */
export type Reserved = 'result' | 'errorOutput';

/** Whether an expression reads this member of `$states`. */
export function reads(ast: jsonata.ExprNode, member: Reserved): boolean {
  return anyNode(ast as Node, ({ type, steps }) => {
    const [first, second] = (steps ?? []) as Node[];
    return type === 'path' && first?.type === 'variable' && first.value === 'states' && second?.value === member;
  });
}

/** Walks what is evaluated without a context: the first step of a path, not its other steps, predicates or a lambda's body. */
function collect(node: Node, found: Set<string>): void {
  if (node.type === 'path') {
    const first = node.steps?.[0] as Node | undefined;
    if (first) collect(first, found);
    return;
  }
  if (node.type === 'name' || (node.type === 'variable' && (node.value === '' || node.value === '$'))) {
    found.add(node.type === 'name' ? String(node.value) : `$${node.value}`);
    return;
  }
  if (node.type === 'lambda') return;
  for (const key of ['lhs', 'rhs', 'expression', 'expressions', 'condition', 'then', 'else', 'arguments', 'procedure'])
    collectIn(node[key], found);
}

function collectIn(value: unknown, found: Set<string>): void {
  if (Array.isArray(value)) for (const item of value) collectIn(item, found);
  else if (typeof value === 'object' && value !== null) collect(value as Node, found);
}

function anyNode(value: unknown, test: (node: Node) => boolean): boolean {
  if (Array.isArray(value)) return value.some((item) => anyNode(item, test));
  if (typeof value !== 'object' || value === null || value instanceof RegExp) return false;
  return test(value as Node) || Object.values(value).some((item) => anyNode(item, test));
}
