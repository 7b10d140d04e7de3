import { ShimFault } from '../fault.ts';

/** Prints an answer as the CLI does: JSON, or with `--query` and `--output text` the bare values. */
export function printOutput(answer: object, query: string | undefined, output = 'json'): void {
  const value = query === undefined ? answer : select(answer, query);
  if (output === 'json') process.stdout.write(`${JSON.stringify(value ?? null, undefined, 4)}\n`);
  else if (output === 'text') process.stdout.write(`${text(value)}\n`);
  else throw new ShimFault(`aws: --output ${output}: Trainyard's local stand-in for aws knows json and text`, 252);
}

/** The part of JMESPath that buildspecs use: names, `[0]`, `[-1]`, `[]` and `[*]`. */
function select(value: unknown, query: string): unknown {
  if (!/^(\w+|\[(-?\d+|\*)?\])(\.\w+|\[(-?\d+|\*)?\])*$/.test(query)) {
    throw new ShimFault(`aws: --query ${query}: Trainyard's local stand-in for aws knows names, [n] and [] only`, 252);
  }
  let at: unknown = value;
  let projected = false;
  for (const [, name, index] of query.matchAll(/(\w+)|\[([^\]]*)\]/g)) {
    const step = (item: unknown): unknown => {
      if (item === undefined || item === null) return undefined;
      if (name !== undefined && !/^\d+$/.test(name)) return (item as Record<string, unknown>)[name];
      return Array.isArray(item) ? item.at(Number(index)) : undefined;
    };
    if (name === undefined && (index === '' || index === '*')) {
      projected = true;
      at = Array.isArray(at) ? at : [];
    } else at = projected ? (at as unknown[]).map(step).filter((item) => item !== undefined) : step(at);
  }
  return at;
}

function text(value: unknown): string {
  if (value === undefined || value === null) return 'None';
  if (Array.isArray(value)) return value.map(text).join('\t');
  if (typeof value === 'object') return Object.values(value).map(text).join('\t');
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return String(value);
}
