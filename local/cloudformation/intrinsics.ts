import type { Template } from './template.ts';

/** What the functions of a template look things up in. */
export interface Scope {
  readonly template: Template;
  /** Parameters and pseudo parameters. */
  readonly values: Readonly<Record<string, unknown>>;
  /** `Ref` of a resource; undefined when it is not made yet or its condition is false. */
  ref(logicalId: string): string | undefined;
  attribute(logicalId: string, name: string): unknown;
  /** An export of another stack. */
  imported(name: string): string | undefined;
}

/** Marks a property or list item that `AWS::NoValue` removes. */
const noValue = Symbol('AWS::NoValue');

/** Puts values in the place of all functions of a template's part. Throws on a function that CloudFormation or this file does not know. */
export function resolve(part: unknown, scope: Scope): unknown {
  const value = resolvePart(part, scope);
  return value === noValue ? undefined : value;
}

function resolvePart(part: unknown, scope: Scope): unknown {
  if (Array.isArray(part)) return part.map((item) => resolvePart(item, scope)).filter((item) => item !== noValue);
  if (typeof part !== 'object' || part === null) return part;
  const entries = Object.entries(part);
  const [name, argument] = entries[0] ?? [];
  if (entries.length === 1 && name !== undefined && (name === 'Ref' || name === 'Condition' || name.startsWith('Fn::'))) {
    // Policies have members named Condition: only the form that names one is the function.
    if (name !== 'Condition' || (typeof argument === 'string' && scope.template.Conditions?.[argument] !== undefined)) {
      return call(name, argument, scope);
    }
  }
  const resolved = entries.map(([key, value]) => [key, resolvePart(value, scope)] as const);
  return Object.fromEntries(resolved.filter(([, value]) => value !== noValue));
}

function call(name: string, argument: unknown, scope: Scope): unknown {
  const implementation = functions[name];
  if (!implementation) throw new Error(`the local CloudFormation does not know the function ${name}`);
  return implementation(argument, scope);
}

const functions: Readonly<Record<string, (argument: unknown, scope: Scope) => unknown>> = {
  Ref: (argument, scope) => reference(String(argument), scope),
  Condition: (argument, scope) => isTrue(String(argument), scope),
  'Fn::GetAtt': (argument, scope) => {
    const [id = '', ...path] = typeof argument === 'string' ? argument.split('.') : list(argument, scope).map(String);
    return attribute(id, path.join('.'), scope);
  },
  'Fn::Join': (argument, scope) => {
    const [separator, parts] = argument as [string, unknown];
    return list(parts, scope).map(text).join(separator);
  },
  'Fn::Sub': (argument, scope) => {
    const [format, own] = (Array.isArray(argument) ? argument : [argument, {}]) as [string, Record<string, unknown>];
    return format.replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
      if (literal) return `\${${name}}`;
      if (own[name] !== undefined) return text(resolvePart(own[name], scope));
      const [id = '', ...path] = name.split('.');
      return text(path.length ? attribute(id, path.join('.'), scope) : reference(name, scope));
    });
  },
  'Fn::Select': (argument, scope) => {
    const [index, from] = argument as [unknown, unknown];
    const items = list(from, scope);
    const at = Number(resolvePart(index, scope));
    if (items[at] === undefined) throw new Error(`Fn::Select: expected an index below ${items.length}, got ${at}`);
    return items[at];
  },
  'Fn::Split': (argument, scope) => {
    const [separator, from] = argument as [string, unknown];
    return text(resolvePart(from, scope)).split(separator);
  },
  'Fn::ImportValue': (argument, scope) => {
    const name = text(resolvePart(argument, scope));
    const value = scope.imported(name);
    if (value === undefined) throw new Error(`No export named ${name} found`);
    return value;
  },
  'Fn::FindInMap': (argument, scope) => {
    const [map = '', first = '', second = ''] = list(argument, scope).map(text);
    const value = scope.template.Mappings?.[map]?.[first]?.[second];
    if (value === undefined) throw new Error(`Fn::FindInMap: there is no ${first}.${second} in the mapping ${map}`);
    return value;
  },
  'Fn::If': (argument, scope) => {
    const [condition, yes, no] = argument as [string, unknown, unknown];
    return resolvePart(isTrue(condition, scope) ? yes : no, scope);
  },
  'Fn::Equals': (argument, scope) => {
    const [a, b] = list(argument, scope);
    return JSON.stringify(a) === JSON.stringify(b);
  },
  'Fn::And': (argument, scope) => list(argument, scope).every((item) => item === true),
  'Fn::Or': (argument, scope) => list(argument, scope).some((item) => item === true),
  'Fn::Not': (argument, scope) => list(argument, scope)[0] === false,
  'Fn::Contains': (argument, scope) => {
    const [items, wanted] = argument as [unknown, unknown];
    return list(items, scope)
      .map(text)
      .includes(text(resolvePart(wanted, scope)));
  },
};

/** Whether a named condition of the template holds. */
export function isTrue(condition: string, scope: Scope): boolean {
  const expression = scope.template.Conditions?.[condition];
  if (expression === undefined) throw new Error(`the template has no condition ${condition}`);
  return resolvePart(expression, scope) === true;
}

function reference(name: string, scope: Scope): unknown {
  if (name === 'AWS::NoValue') return noValue;
  const value = scope.values[name] ?? scope.ref(name);
  if (value === undefined) throw new Error(`Ref: there is no parameter or resource ${name}`);
  return value;
}

function attribute(id: string, name: string, scope: Scope): unknown {
  const value = scope.attribute(id, name);
  if (value === undefined) throw new Error(`Fn::GetAtt: ${id} has no attribute ${name} here`);
  return value;
}

function list(part: unknown, scope: Scope): unknown[] {
  const value = resolvePart(part, scope);
  if (!Array.isArray(value)) throw new Error(`expected a list, got ${JSON.stringify(value)}`);
  return value;
}

function text(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new Error(`expected text, got ${JSON.stringify(value)}`);
}
