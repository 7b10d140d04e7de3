import { validationException } from './errors.ts';

interface Common {
  readonly required?: boolean;
}

/** The type of one member, as data: validated with AWS's texts, and the source of the TypeScript type. */
export type Member =
  | (Common & {
      readonly kind: 'text';
      readonly min?: number;
      readonly max?: number;
      /** Like `max`, in bytes of UTF-8. */
      readonly bytes?: number;
      readonly pattern?: string;
      readonly of?: readonly string[];
    })
  | (Common & { readonly kind: 'number'; readonly min?: number; readonly max?: number; readonly integer?: boolean })
  | (Common & { readonly kind: 'flag' })
  | (Common & { readonly kind: 'time' })
  | (Common & { readonly kind: 'any' })
  | (Common & { readonly kind: 'list'; readonly item: Member; readonly min?: number; readonly max?: number })
  | (Common & { readonly kind: 'map'; readonly item: Member; readonly key?: Member; readonly max?: number })
  | (Common & { readonly kind: 'structure'; readonly members: Members });

export type Members = { readonly [name: string]: Member };

// Unconstrained on purpose: checking every level against the recursive `Member` exceeds the compiler's depth.
type Value<M> = M extends { readonly kind: 'text'; readonly of: readonly (infer E)[] }
  ? E
  : M extends { readonly kind: infer K extends keyof Plain }
    ? Plain[K]
    : M extends { readonly kind: 'list'; readonly item: infer I }
      ? Value<I>[]
      : M extends { readonly kind: 'map'; readonly item: infer I }
        ? Record<string, Value<I>>
        : M extends { readonly kind: 'structure'; readonly members: infer S }
          ? Infer<S>
          : // biome-ignore lint/suspicious/noExplicitAny: `any()` members are read by the operation itself.
            any;

interface Plain {
  text: string;
  number: number;
  flag: boolean;
  time: Date;
}

/** The TypeScript type that an input table accepts. */
export type Infer<S> = {
  -readonly [K in keyof S as S[K] extends { required: true } ? K : never]: Value<S[K]>;
} & { -readonly [K in keyof S as S[K] extends { required: true } ? never : K]?: Value<S[K]> };

// NoInfer: else `C`, when left out, would be inferred from the recursive `Member` that the table expects.
export const text = <const C extends object>(c: C = {} as C) => ({ kind: 'text', ...c }) as { readonly kind: 'text' } & NoInfer<C>;
export const number = <const C extends object>(c: C = {} as C) => ({ kind: 'number', ...c }) as { readonly kind: 'number' } & NoInfer<C>;
export const flag = <const C extends object>(c: C = {} as C) => ({ kind: 'flag', ...c }) as { readonly kind: 'flag' } & NoInfer<C>;
export const time = <const C extends object>(c: C = {} as C) => ({ kind: 'time', ...c }) as { readonly kind: 'time' } & NoInfer<C>;
export const any = <const C extends object>(c: C = {} as C) => ({ kind: 'any', ...c }) as { readonly kind: 'any' } & NoInfer<C>;
export const list = <const I extends Member, const C extends object>(item: I, c: C = {} as C) =>
  ({ kind: 'list', item, ...c }) as { readonly kind: 'list'; readonly item: I } & NoInfer<C>;
export const map = <const I extends Member, const C extends object>(item: I, c: C = {} as C) =>
  ({ kind: 'map', item, ...c }) as { readonly kind: 'map'; readonly item: I } & NoInfer<C>;
export const structure = <const S extends Members, const C extends object>(members: S, c: C = {} as C) =>
  ({ kind: 'structure', members, ...c }) as { readonly kind: 'structure'; readonly members: S } & NoInfer<C>;
export const required = { required: true } as const;

/**
 * Checks an input against its table as AWS's front end does, all faults in one message.
 * @throws ValidationException `1 validation error detected: Value '…' at 'roleArn' failed to satisfy constraint: …`
 */
export function validate(table: Members, input: unknown): void {
  const faults: string[] = [];
  checkMembers(table, (input ?? {}) as Record<string, unknown>, '', faults);
  if (faults.length === 0) return;
  throw validationException(`${faults.length} validation error${faults.length > 1 ? 's' : ''} detected: ${faults.join('; ')}`);
}

function checkMembers(table: Members, input: Record<string, unknown>, path: string, faults: string[]): void {
  for (const name in table) {
    const member = table[name] as Member;
    const value = input[name];
    if ((value === undefined || value === null) && !member.required) continue;
    const at = `${path}${name[0]?.toLowerCase()}${name.slice(1)}`;
    if (value !== undefined && value !== null) check(member, value, at, faults);
    else faults.push(`Value null at '${at}' failed to satisfy constraint: Member must not be null`);
  }
}

function check(member: Member, value: unknown, at: string, faults: string[]): void {
  const fault = (constraint: string) =>
    faults.push(
      `Value '${typeof value === 'object' ? JSON.stringify(value) : value}' at '${at}' failed to satisfy constraint: ${constraint}`,
    );
  if (value === null || value === undefined) return void fault('Member must not be null');
  switch (member.kind) {
    case 'text':
      if (typeof value !== 'string') return void fault('Member must be a string');
      if (member.of && !member.of.includes(value)) fault(`Member must satisfy enum value set: [${member.of.join(', ')}]`);
      if (member.min !== undefined && value.length < member.min) fault(`Member must have length greater than or equal to ${member.min}`);
      if (member.max !== undefined && value.length > member.max) fault(`Member must have length less than or equal to ${member.max}`);
      if (member.bytes !== undefined && Buffer.byteLength(value) > member.bytes)
        fault(`Member must have length less than or equal to ${member.bytes}`);
      if (member.pattern && !new RegExp(`^(?:${member.pattern})$`, member.pattern.includes('\\p{') ? 'u' : '').test(value))
        fault(`Member must satisfy regular expression pattern: ${member.pattern}`);
      return;
    case 'number':
      if (typeof value !== 'number' || Number.isNaN(value)) return void fault('Member must be a number');
      if (member.integer && !Number.isInteger(value)) fault('Member must be an integer');
      if (member.min !== undefined && value < member.min) fault(`Member must have value greater than or equal to ${member.min}`);
      if (member.max !== undefined && value > member.max) fault(`Member must have value less than or equal to ${member.max}`);
      return;
    case 'flag':
      if (typeof value !== 'boolean') fault('Member must be a boolean');
      return;
    case 'time':
      if (!(value instanceof Date) || Number.isNaN(value.getTime())) fault('Member must be a timestamp');
      return;
    case 'list':
      if (!Array.isArray(value)) return void fault('Member must be a list');
      if (member.min !== undefined && value.length < member.min) fault(`Member must have length greater than or equal to ${member.min}`);
      if (member.max !== undefined && value.length > member.max) fault(`Member must have length less than or equal to ${member.max}`);
      for (const [i, item] of value.entries()) check(member.item, item, `${at}.${i + 1}.member`, faults);
      return;
    case 'map': {
      if (typeof value !== 'object' || Array.isArray(value)) return void fault('Member must be a map');
      const entries = Object.entries(value as object);
      if (member.max !== undefined && entries.length > member.max) fault(`Member must have length less than or equal to ${member.max}`);
      if (member.key) checkKeys(member.key, entries, at, fault);
      for (const [key, item] of entries) check(member.item, item, `${at}.${key}.member`, faults);
      return;
    }
    case 'structure':
      if (typeof value !== 'object' || Array.isArray(value)) return void fault('Member must be a structure');
      checkMembers(member.members, value as Record<string, unknown>, `${at}.`, faults);
  }
}

/** AWS says of a map's keys what all of them must be, and not which is wrong: the value it shows holds them. */
function checkKeys(key: Member, entries: readonly (readonly [string, unknown])[], at: string, fault: (constraint: string) => void): void {
  const found: string[] = [];
  for (const [name] of entries) check(key, name, at, found);
  const constraints = new Set(found.map((text) => text.slice(text.indexOf('constraint: ') + 'constraint: '.length)));
  if (constraints.size > 0) fault(`Map keys must satisfy constraint: [${[...constraints].join(', ')}]`);
}
