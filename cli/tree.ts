/** A JSON object, as settings are kept. */
export type Tree = { readonly [key: string]: unknown };

/** True for a mapping: what is merged and not replaced. */
export function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Mappings are merged, all else is replaced whole: as Prepare merges defaults and overrides. */
export function merge(into: Tree, from: Tree): Tree {
  const result: Record<string, unknown> = { ...into };
  for (const [key, value] of Object.entries(from)) {
    const present = result[key];
    result[key] = isTree(present) && isTree(value) ? merge(present, value) : value;
  }
  return result;
}

/** `['a', 'b'], 1` → `{a: {b: 1}}`. */
export function nested(path: readonly string[], value: unknown): Tree {
  return path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as Tree;
}

/** What is at a path; undefined where it leads nowhere. */
export function at(tree: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (isTree(value) && Object.hasOwn(value, key) ? value[key] : undefined), tree);
}

/** The tree without what is at a path, and without the mappings that were only there for it. */
export function without(tree: Tree, [key = '', ...rest]: readonly string[]): Tree {
  const { [key]: value, ...others } = tree;
  if (rest.length === 0 || !isTree(value)) return rest.length === 0 ? others : tree;
  const left = without(value, rest);
  return Object.keys(left).length === 0 ? others : { ...tree, [key]: left };
}

/** Every value that is no mapping (or an empty one) with its path. */
export function leaves(value: unknown, path: readonly string[] = []): { path: readonly string[]; value: unknown }[] {
  if (!isTree(value) || Object.keys(value).length === 0) return path.length > 0 ? [{ path, value }] : [];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
}
