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
      readonly pattern?: string;
      readonly of?: readonly string[];
    })
  | (Common & { readonly kind: 'number'; readonly min?: number; readonly max?: number; readonly integer?: boolean })
  | (Common & { readonly kind: 'flag' })
  | (Common & { readonly kind: 'time' })
  | (Common & { readonly kind: 'any' })
  | (Common & { readonly kind: 'list'; readonly item: Member; readonly min?: number; readonly max?: number })
  | (Common & { readonly kind: 'map'; readonly item: Member; readonly max?: number })
  | (Common & { readonly kind: 'structure'; readonly members: Members });

export type Members = { readonly [name: string]: Member };

type Value<M extends Member> = M extends { kind: 'text'; of: readonly (infer E)[] }
  ? E
  : M extends { kind: 'text' }
    ? string
    : M extends { kind: 'number' }
      ? number
      : M extends { kind: 'flag' }
        ? boolean
        : M extends { kind: 'time' }
          ? Date
          : M extends { kind: 'list'; item: infer I extends Member }
            ? Value<I>[]
            : M extends { kind: 'map'; item: infer I extends Member }
              ? Record<string, Value<I>>
              : M extends { kind: 'structure'; members: infer S extends Members }
                ? Infer<S>
                : // biome-ignore lint/suspicious/noExplicitAny: `any()` members are read by the operation itself.
                  any;

/** The TypeScript type that an input table accepts. */
export type Infer<S extends Members> = {
  -readonly [K in keyof S as S[K] extends { required: true } ? K : never]: Value<S[K]>;
} & { -readonly [K in keyof S as S[K] extends { required: true } ? never : K]?: Value<S[K]> };

export const text = <const C extends object>(c: C = {} as C) => ({ kind: 'text', ...c }) as const;
export const number = <const C extends object>(c: C = {} as C) => ({ kind: 'number', ...c }) as const;
export const flag = <const C extends object>(c: C = {} as C) => ({ kind: 'flag', ...c }) as const;
export const time = <const C extends object>(c: C = {} as C) => ({ kind: 'time', ...c }) as const;
export const any = <const C extends object>(c: C = {} as C) => ({ kind: 'any', ...c }) as const;
export const list = <const I extends Member, const C extends object>(item: I, c: C = {} as C) => ({ kind: 'list', item, ...c }) as const;
export const map = <const I extends Member, const C extends object>(item: I, c: C = {} as C) => ({ kind: 'map', item, ...c }) as const;
export const structure = <const S extends Members, const C extends object>(members: S, c: C = {} as C) =>
  ({ kind: 'structure', members, ...c }) as const;
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
  for (const [name, member] of Object.entries(table)) {
    const at = `${path}${name[0]?.toLowerCase()}${name.slice(1)}`;
    const value = input[name];
    if (value !== undefined && value !== null) check(member, value, at, faults);
    else if (member.required) faults.push(`Value null at '${at}' failed to satisfy constraint: Member must not be null`);
  }
}

function check(member: Member, value: unknown, at: string, faults: string[]): void {
  const fault = (constraint: string) =>
    faults.push(
      `Value '${typeof value === 'object' ? JSON.stringify(value) : value}' at '${at}' failed to satisfy constraint: ${constraint}`,
    );
  switch (member.kind) {
    case 'text':
      if (typeof value !== 'string') return void fault('Member must be a string');
      if (member.of && !member.of.includes(value)) fault(`Member must satisfy enum value set: [${member.of.join(', ')}]`);
      if (member.min !== undefined && value.length < member.min) fault(`Member must have length greater than or equal to ${member.min}`);
      if (member.max !== undefined && value.length > member.max) fault(`Member must have length less than or equal to ${member.max}`);
      if (member.pattern && !new RegExp(`^(?:${member.pattern})$`, 's').test(value))
        fault(`Member must satisfy regular expression pattern: ${member.pattern}`);
      return;
    case 'number':
      if (typeof value !== 'number') return void fault('Member must be a number');
      if (member.integer && !Number.isInteger(value)) fault('Member must be an integer');
      if (member.min !== undefined && value < member.min) fault(`Member must have value greater than or equal to ${member.min}`);
      if (member.max !== undefined && value > member.max) fault(`Member must have value less than or equal to ${member.max}`);
      return;
    case 'flag':
      if (typeof value !== 'boolean') fault('Member must be a boolean');
      return;
    case 'list':
      if (!Array.isArray(value)) return void fault('Member must be a list');
      if (member.min !== undefined && value.length < member.min) fault(`Member must have length greater than or equal to ${member.min}`);
      if (member.max !== undefined && value.length > member.max) fault(`Member must have length less than or equal to ${member.max}`);
      value.forEach((item, i) => check(member.item, item, `${at}.${i + 1}.member`, faults));
      return;
    case 'map': {
      if (typeof value !== 'object' || Array.isArray(value)) return void fault('Member must be a map');
      const entries = Object.entries(value as object);
      if (member.max !== undefined && entries.length > member.max) fault(`Member must have length less than or equal to ${member.max}`);
      for (const [key, item] of entries) check(member.item, item, `${at}.${key}.member`, faults);
      return;
    }
    case 'structure':
      if (typeof value !== 'object' || Array.isArray(value)) return void fault('Member must be a structure');
      return checkMembers(member.members, value as Record<string, unknown>, `${at}.`, faults);
    default:
      return;
  }
}
