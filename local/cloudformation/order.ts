import type { ResourceDefinition } from './template.ts';

/**
 * The resources in an order in which each comes after all that it names by Ref, Fn::GetAtt, Fn::Sub or DependsOn; otherwise as the
 * template has them. Throws naming the members of a circle.
 */
export function creationOrder(resources: Readonly<Record<string, ResourceDefinition>>): string[] {
  const order: string[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const visit = (id: string, path: readonly string[]): void => {
    if (state.get(id) === 'done') return;
    if (state.get(id) === 'open') throw new Error(`Circular dependency between resources: [${path.slice(path.indexOf(id)).join(', ')}]`);
    state.set(id, 'open');
    for (const other of dependenciesOf(id, resources)) visit(other, [...path, id]);
    state.set(id, 'done');
    order.push(id);
  };
  for (const id of Object.keys(resources)) visit(id, []);
  return order;
}

/** The resources that one names, and so needs for as long as it is there. */
export function dependenciesOf(id: string, resources: Readonly<Record<string, ResourceDefinition>>): string[] {
  const { DependsOn = [], Properties } = resources[id] as ResourceDefinition;
  const named = new Set<string>([DependsOn].flat());
  collect(Properties, named);
  return [...named].filter((other) => resources[other] !== undefined);
}

function collect(part: unknown, named: Set<string>): void {
  if (Array.isArray(part)) {
    for (const item of part) collect(item, named);
  } else if (typeof part === 'object' && part !== null) {
    for (const [key, value] of Object.entries(part)) {
      if (key === 'Ref') named.add(String(value));
      else if (key === 'Fn::GetAtt') named.add(String(Array.isArray(value) ? value[0] : String(value).split('.')[0]));
      else if (key === 'Fn::Sub') {
        const format = String(Array.isArray(value) ? value[0] : value);
        for (const [, name = ''] of format.matchAll(/\$\{([^!}][^}]*)\}/g)) named.add(name.split('.')[0] ?? '');
        collect(value, named);
      } else collect(value, named);
    }
  }
}
