import fc from 'fast-check';
import * as v from 'valibot';

/** A schema of the contract, as far as values are generated from it. */
type Node = v.GenericSchema & {
  readonly pipe?: readonly { readonly kind: string; readonly type: string; readonly requirement?: unknown }[];
  readonly entries?: Readonly<Record<string, Node>>;
  readonly options?: readonly unknown[];
  readonly literal?: unknown;
  readonly wrapped?: Node;
  readonly item?: Node;
  readonly key?: Node;
  readonly value?: Node;
};

/** Values that a schema puts out: generated for its input, then parsed, so that defaults and transformations are in them. */
export function outputs(schema: v.GenericSchema): fc.Arbitrary<unknown> {
  return inputs(schema as Node, '').map((value) => JSON.parse(JSON.stringify(v.parse(schema, value))));
}

/** Arbitraries by schema and name: they are asked for in every state of every walk, and cost more to make than to use. */
const made = new WeakMap<Node, Map<string, fc.Arbitrary<unknown>>>();

function inputs(node: Node, name: string): fc.Arbitrary<unknown> {
  const known = made.get(node) ?? new Map<string, fc.Arbitrary<unknown>>();
  made.set(node, known);
  const found = known.get(name) ?? newInputs(node, name);
  known.set(name, found);
  return found;
}

function newInputs(node: Node, name: string): fc.Arbitrary<unknown> {
  if (node.pipe) return piped(node, name);
  switch (node.type) {
    case 'string':
      return text(name);
    case 'number':
      return fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'unknown':
      return fc.oneof(fc.string(), fc.integer(), fc.constant(null));
    case 'literal':
      return fc.constant(node.literal);
    case 'picklist':
      return fc.constantFrom(...(node.options ?? []));
    case 'union':
    case 'variant':
      return fc.oneof(...(node.options ?? []).map((option) => inputs(option as Node, name)));
    case 'nullable':
      return fc.option(inputs(node.wrapped as Node, name), { nil: null });
    case 'optional':
      return fc.option(inputs(node.wrapped as Node, name), { nil: undefined });
    case 'array':
      return fc.array(inputs(node.item as Node, name), { maxLength: 3 });
    case 'record':
      return fc.dictionary(inputs(node.key as Node, '') as fc.Arbitrary<string>, inputs(node.value as Node, name), { maxKeys: 3 });
    case 'object':
    case 'strict_object':
      return fc.record(Object.fromEntries(Object.entries(node.entries ?? {}).map(([key, entry]) => [key, inputs(entry, key)])));
    default:
      throw new Error(`generate.ts knows no ${node.type}: teach it`);
  }
}

const text = (name: string): fc.Arbitrary<string> =>
  name === 'startedAt'
    ? fc.date({ min: new Date('2020-01-01'), max: new Date('2029-12-31'), noInvalidDate: true }).map((date) => date.toISOString())
    : fc.string();

function piped(node: Node, name: string): fc.Arbitrary<unknown> {
  const [root, ...actions] = node.pipe ?? [];
  const rule = (type: string) => actions.find((action) => action.type === type)?.requirement;
  const pattern = rule('regex');
  if (name === 'regex') return fc.constantFrom('auc=([0-9.]+)', '(?i)loss: (\\S+)');
  const isAllowed = (value: unknown) => v.safeParse(node, value).success;
  // fast-check knows no lookahead: what it refuses is filtered out again.
  if (root?.type === 'string' && pattern instanceof RegExp)
    return fc.stringMatching(new RegExp(pattern.source.replace(/\(\?!(?:[^()]|\([^()]*\))*\)/g, ''), pattern.flags)).filter(isAllowed);
  if (root?.type === 'number') {
    const [min, max] = [(rule('min_value') as number | undefined) ?? -1e6, (rule('max_value') as number | undefined) ?? 1e6];
    const whole = actions.some(({ type }) => type === 'integer');
    return whole ? fc.integer({ min, max }) : fc.double({ min, max, noNaN: true });
  }
  return inputs(root as Node, name).filter(isAllowed);
}
