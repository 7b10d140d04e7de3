import type jsonata from 'jsonata';
import type { Bindings, Scope } from './environment.ts';
import { LARGEST } from './weight.ts';

/** "Ask jsonata": this value needs rules that the fast path leaves out, such as arrays in comparisons. */
export const UNSURE = Symbol('unsure');

/** An expression without promises. Gives what jsonata would give, or UNSURE. */
export type Fast = (scope: Scope) => unknown;

/**
 * Compiles jsonata's own syntax tree for what definitions mostly use: literals, variables, paths from variables, comparisons, arithmetic,
 * concatenation, `and`, `or`, `? :`, objects, arrays, blocks. undefined: something else is in it. jsonata's evaluation takes at least a dozen
 * turns of the microtask queue even for `$n + 1`; test/unit/local/asl/fast.test.ts holds both to the same results.
 */
export function compileFast(ast: jsonata.ExprNode): Fast | undefined {
  return compile(ast as Node);
}

/** jsonata's own types leave out `path` and most members. */
type Node = { readonly type: string; readonly value?: unknown; readonly [member: string]: unknown };

function compile(node: Node): Fast | undefined {
  switch (node.type) {
    case 'string':
    case 'number':
    case 'value':
      return plain(node) ? constant(node.value) : undefined;
    case 'variable':
      return plain(node) ? variable(node.value as string) : undefined;
    case 'path':
      return path(node);
    case 'binary':
      return plain(node, 'lhs', 'rhs') ? binary(node) : undefined;
    case 'unary':
      return unary(node);
    case 'condition':
      return plain(node, 'condition', 'then', 'else') ? condition(node) : undefined;
    case 'block':
      return plain(node, 'expressions', 'consarray') ? block(node) : undefined;
    default:
      return undefined;
  }
}

/** Whether a node has nothing but these members: a predicate, a sort or an index changes what the others mean. */
function plain(node: Node, ...members: string[]): boolean {
  return Object.keys(node).every((key) => key === 'type' || key === 'value' || key === 'position' || members.includes(key));
}

function constant(value: unknown): Fast {
  return () => value;
}

/** An unknown name may be one of jsonata's functions. */
function variable(name: string): Fast | undefined {
  if (name === '' || name === '$') return undefined;
  // Only a path into `$states` is looked up here.
  if (name === 'states') return () => UNSURE;
  return ({ variables }) => {
    const value = variables[name];
    return value === undefined ? UNSURE : value;
  };
}

function path(node: Node): Fast | undefined {
  if (!plain(node, 'steps')) return undefined;
  const [first, ...rest] = node.steps as Node[];
  const root = first?.type === 'variable' && plain(first) ? rootOf(first.value as string) : undefined;
  if (!root || !rest.every((step) => step.type === 'name' && plain(step))) return undefined;
  const names = rest.map(({ value }) => value as string);
  return (scope) => {
    let value = root(scope);
    for (const name of names) {
      // A step into an array maps over it, and flattens: not for here.
      if (Array.isArray(value) || value === UNSURE) return UNSURE;
      if (typeof value !== 'object' || value === null) return undefined;
      value = (value as Bindings)[name];
    }
    return typeof value === 'function' ? UNSURE : value;
  };
}

function rootOf(name: string): Fast | undefined {
  return name === 'states' ? ({ states }) => states : variable(name);
}

type Operator = (left: unknown, right: unknown) => unknown;

const OPERATORS: { readonly [operator: string]: Operator } = {
  '+': arithmetic((a, b) => a + b),
  '-': arithmetic((a, b) => a - b),
  '*': arithmetic((a, b) => a * b),
  '/': arithmetic((a, b) => a / b),
  '%': arithmetic((a, b) => a % b),
  '=': equality((a, b) => a === b),
  '!=': equality((a, b) => a !== b),
  '<': comparison((a, b) => a < b),
  '<=': comparison((a, b) => a <= b),
  '>': comparison((a, b) => a > b),
  '>=': comparison((a, b) => a >= b),
  '&': concatenate,
};

function binary(node: Node): Fast | undefined {
  const left = compile(node.lhs as Node);
  const right = compile(node.rhs as Node);
  if (!left || !right) return undefined;
  if (node.value === 'and' || node.value === 'or') return logical(node.value === 'or', left, right);
  const operate = OPERATORS[node.value as string];
  return operate && ((scope) => operate(left(scope), right(scope)));
}

function arithmetic(compute: (a: number, b: number) => number): Operator {
  return (a, b) => {
    if (typeof a !== 'number' || typeof b !== 'number') return UNSURE;
    const result = compute(a, b);
    return Number.isFinite(result) ? result : UNSURE;
  };
}

function equality(compare: (a: unknown, b: unknown) => boolean): Operator {
  return (a, b) => {
    if (!isPrimitive(a) || !isPrimitive(b)) return UNSURE;
    return a === undefined || b === undefined ? false : compare(a, b);
  };
}

function comparison(compare: (a: string | number, b: string | number) => boolean): Operator {
  return (a, b) => {
    if (typeof a === 'number' && typeof b === 'number') return compare(a, b);
    return typeof a === 'string' && typeof b === 'string' ? compare(a, b) : UNSURE;
  };
}

function concatenate(a: unknown, b: unknown): unknown {
  const [left, right] = [textOf(a), textOf(b)];
  return left === undefined || right === undefined || left.length + right.length > LARGEST ? UNSURE : left + right;
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' || Number.isSafeInteger(value)) return String(value);
  return value === undefined ? '' : undefined;
}

function logical(or: boolean, left: Fast, right: Fast): Fast {
  return (scope) => {
    const first = truth(left(scope));
    if (first === UNSURE || first === or) return first;
    return truth(right(scope));
  };
}

function condition(node: Node): Fast | undefined {
  const test = compile(node.condition as Node);
  const yes = compile(node.then as Node);
  const no = node.else === undefined ? constant(undefined) : compile(node.else as Node);
  if (!test || !yes || !no) return undefined;
  return (scope) => {
    const holds = truth(test(scope));
    if (holds === UNSURE) return UNSURE;
    return holds ? yes(scope) : no(scope);
  };
}

/** What jsonata casts to boolean beyond these is left to it. */
function truth(value: unknown): boolean | typeof UNSURE {
  if (typeof value === 'boolean') return value;
  return value === undefined ? false : UNSURE;
}

function unary(node: Node): Fast | undefined {
  if (node.value === '{') return plain(node, 'lhs') ? object(node) : undefined;
  if (node.value === '[') return plain(node, 'expressions', 'consarray') ? array(node) : undefined;
  const operand = node.value === '-' && plain(node, 'expression') ? compile(node.expression as Node) : undefined;
  return (
    operand &&
    ((scope) => {
      const value = operand(scope);
      return typeof value === 'number' ? -value : UNSURE;
    })
  );
}

function object(node: Node): Fast | undefined {
  const pairs = node.lhs as [Node, Node][];
  const keys = pairs.map(([key]) => (key.type === 'string' && plain(key) ? (key.value as string) : undefined));
  const values = pairs.map(([, value]) => compile(value));
  const known = keys.every((key) => key !== undefined && key !== '__proto__') && new Set(keys).size === keys.length;
  if (!known || !values.every((value) => value !== undefined)) return undefined;
  return (scope) => {
    const result: Bindings = {};
    for (const [i, evaluate] of values.entries()) {
      const value = evaluate(scope);
      if (value === UNSURE) return UNSURE;
      if (value !== undefined) result[keys[i] as string] = value;
    }
    return result;
  };
}

function array(node: Node): Fast | undefined {
  const nodes = node.expressions as Node[];
  const items = nodes.map(compile);
  if (!items.every((item) => item !== undefined)) return undefined;
  return (scope) => {
    const result: unknown[] = [];
    for (const [i, evaluate] of items.entries()) {
      const value = evaluate(scope);
      if (value === UNSURE) return UNSURE;
      if (value === undefined) continue;
      // An array that was not written as one is spread.
      if (Array.isArray(value) && nodes[i]?.value !== '[') for (const one of value) result.push(one);
      else result.push(value);
    }
    return result;
  };
}

/** The last expression's value; the others can only fail, which jsonata tells. */
function block(node: Node): Fast | undefined {
  const all = (node.expressions as Node[]).map(compile);
  if (all.length === 0 || !all.every((one) => one !== undefined)) return undefined;
  return (scope) => {
    let value: unknown;
    for (const evaluate of all) {
      value = evaluate(scope);
      if (value === UNSURE) return UNSURE;
    }
    return value;
  };
}

function isPrimitive(value: unknown): boolean {
  return value === null || (typeof value !== 'object' && typeof value !== 'function' && value !== UNSURE);
}
