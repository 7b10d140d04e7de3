import type { Scope } from './environment.ts';
import { compileExpression, type Expression, expressionSource } from './expression.ts';
import { Json } from './json.ts';
import { chain, isPromise, type Maybe } from './maybe.ts';

/** A field whose JSON may hold expressions at any depth: Output, Arguments, the values of Assign, Items. */
export interface Template {
  /** The expression, when the whole field is one. */
  readonly expression: Expression | undefined;
  evaluate(scope: Scope): Maybe<Json>;
}

/** How strings are read: `literal` takes `{% %}` as text, as a state without JSONata does. */
export interface TemplateOptions {
  readonly literal?: boolean;
}

/** Compiles a field once; `location` is its name in AWS's error texts. */
export function compileTemplate(value: unknown, location: string, options: TemplateOptions = {}): Template {
  const node = compileNode(value, location, options);
  if (node.kind === 'constant') {
    const json = Json.of(value);
    return { expression: undefined, evaluate: () => json };
  }
  return {
    expression: node.kind === 'expression' ? node.expression : undefined,
    evaluate: (scope) => chain(evaluateNode(node, scope), Json.of),
  };
}

type Node =
  | { readonly kind: 'constant'; readonly value: unknown }
  | { readonly kind: 'expression'; readonly expression: Expression }
  | { readonly kind: 'array'; readonly items: readonly Node[] }
  | { readonly kind: 'object'; readonly keys: readonly string[]; readonly items: readonly Node[] };

function compileNode(value: unknown, location: string, options: TemplateOptions): Node {
  if (typeof value === 'string') return compileText(value, location, options);
  if (typeof value !== 'object' || value === null) return { kind: 'constant', value };
  const items = Array.isArray(value)
    ? value.map((item, i) => compileNode(item, `${location}[${i}]`, options))
    : Object.entries(value).map(([key, item]) => compileNode(item, `${location}/${key}`, options));
  if (items.every((item) => item.kind === 'constant')) return { kind: 'constant', value };
  return Array.isArray(value) ? { kind: 'array', items } : { kind: 'object', keys: Object.keys(value), items };
}

function compileText(value: string, location: string, options: TemplateOptions): Node {
  const source = options.literal ? undefined : expressionSource(value);
  if (source === undefined) return { kind: 'constant', value };
  return { kind: 'expression', expression: compileExpression(source, location) };
}

function evaluateNode(node: Node, scope: Scope): Maybe<unknown> {
  switch (node.kind) {
    case 'constant':
      return node.value;
    case 'expression':
      return node.expression.evaluate(scope);
    case 'array':
      return evaluateAll(node.items, scope);
    case 'object':
      return chain(evaluateAll(node.items, scope), (values) => Object.fromEntries(node.keys.map((key, i) => [key, values[i]] as const)));
  }
}

/** In order, so that the first failing field is the one AWS would name. */
function evaluateAll(nodes: readonly Node[], scope: Scope): Maybe<unknown[]> {
  const values: unknown[] = [];
  for (const [i, node] of nodes.entries()) {
    const value = evaluateNode(node, scope);
    if (isPromise(value)) return evaluateRest(nodes, scope, values, value, i);
    values.push(value);
  }
  return values;
}

async function evaluateRest(
  nodes: readonly Node[],
  scope: Scope,
  values: unknown[],
  pending: Promise<unknown>,
  from: number,
): Promise<unknown[]> {
  values.push(await pending);
  for (const node of nodes.slice(from + 1)) values.push(await evaluateNode(node, scope));
  return values;
}
