import fc from 'fast-check';
import type { Member, Members } from '../../local/services/input.ts';
import { oddJson, oddNumber, oddText } from './odd.ts';

/**
 * A schema as the SDK's clients carry it (@smithy/core/schema): a number is a simple type, plus 64 for a list and 128 for a map of it;
 * `[1, …]` a list, `[2, …]` a map, `[3, namespace, name, traits, members, schemas]` a structure.
 */
type Schema = unknown;

/** An operation's input in the SDK's own model; undefined where the client has no such operation. */
export function inputSchema(sdk: Record<string, unknown>, operation: string): Schema | undefined {
  const found = (sdk[`${operation}$`] as unknown[] | undefined)?.[4];
  return typeof found === 'function' ? found() : found;
}

/** Names of what the world has, so that calls get beyond "does not exist"; the member's name chooses. */
export type Known = (member: string) => readonly string[];

/**
 * Inputs of the shape that the SDK would send; without `isWild` every type is right, and only the values are odd. Mostly with all that the
 * operation's own table requires: else some refusal always comes first.
 */
export function inputs(schema: Schema, table: Members, known: Known, isWild: boolean): fc.Arbitrary<Record<string, unknown>> {
  const structure = plain(schema) as unknown[];
  const names = (structure[4] ?? []) as string[];
  const model = Object.fromEntries(names.map((name, i) => [name, odd((structure[5] as Schema[])[i], name, known, isWild, 3)]));
  const requiredKeys = names.filter((name) => table[name]?.required);
  return fc.oneof(
    { weight: 9, arbitrary: fc.record(model, { requiredKeys }) },
    { weight: 1, arbitrary: fc.record(model, { requiredKeys: [] }) },
  );
}

function odd(given: Schema, member: string, known: Known, isWild: boolean, depth: number): fc.Arbitrary<unknown> {
  const schema = plain(given);
  const value = typed(schema, member, known, isWild, depth);
  return isWild && member !== '' ? fc.oneof({ weight: 12, arbitrary: value }, { weight: 1, arbitrary: oddJson }) : value;
}

/** Without traits, and looked up. */
function plain(given: Schema): Schema {
  const schema = typeof given === 'function' ? given() : given;
  if (!Array.isArray(schema)) return schema;
  if (schema.length === 2) return plain(schema[0]);
  return schema[0] === 0 ? plain(schema[4]) : schema;
}

function typed(schema: Schema, member: string, known: Known, isWild: boolean, depth: number): fc.Arbitrary<unknown> {
  const inner = (one: Schema) => odd(one, member, known, isWild, depth - 1);
  if (Array.isArray(schema)) {
    if (depth === 0) return fc.constant(schema[0] === 1 ? [] : {});
    if (schema[0] === 1) return fc.array(inner(schema[4]), { maxLength: 2 });
    if (schema[0] === 2) return fc.dictionary(textOf(member, known), inner(schema[5]), { maxKeys: 2, noNullPrototype: true });
    const names = (schema[4] ?? []) as string[];
    const required = names.map((name, i) => [name, (schema[5] as Schema[])[i]] as const);
    const model = Object.fromEntries(required.map(([name, one]) => [name, odd(one, name, known, isWild, depth - 1)]));
    return fc.record(model, { requiredKeys: [] });
  }
  const code = Number(schema);
  if (code & 128)
    return fc.dictionary(textOf(member, known), typed(code - 128, member, known, isWild, depth), { maxKeys: 2, noNullPrototype: true });
  if (code & 64) return fc.array(typed(code - 64, member, known, isWild, depth), { maxLength: 2 });
  if (code === 0) return textOf(member, known);
  if (code === 1 || code === 17 || code === 19) return fc.oneof(oddNumber, fc.integer({ min: -2, max: 1001 }));
  if (code === 2) return fc.boolean();
  if (code >= 4 && code <= 7)
    return isWild ? fc.integer({ min: -1, max: 2 ** 31 }) : fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(2e12) });
  if (code === 15) return oddJson;
  return isWild
    ? oddText
    : fc
        .oneof(
          oddText,
          oddJson.map((value) => JSON.stringify(value) ?? ''),
        )
        .map((text) => Buffer.from(text));
}

const textOf = (member: string, known: Known): fc.Arbitrary<string> => {
  const names = known(member);
  return names.length === 0 ? oddText : fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...names) }, { weight: 2, arbitrary: oddText });
};

/** The same from a service's own input table, for what has no client here. */
export function tableSchema(members: Members): Schema {
  const names = Object.keys(members);
  return [3, '', '', 0, names, names.map((name) => memberSchema(members[name] as Member))];
}

function memberSchema(member: Member): Schema {
  switch (member.kind) {
    case 'text':
      return 0;
    case 'number':
      return 1;
    case 'flag':
      return 2;
    case 'time':
      return 4;
    case 'any':
      return 15;
    case 'list':
      return [1, '', '', 0, memberSchema(member.item)];
    case 'map':
      return [2, '', '', 0, 0, memberSchema(member.item)];
    case 'structure':
      return tableSchema(member.members);
  }
}
