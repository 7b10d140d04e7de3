import { parseArgs } from 'node:util';
import { nearest } from '../lambdas/contract/problems.ts';
import { usageError } from './cli-error.ts';
import { type CommandDefinition, globalOptions, type OptionDefinition } from './definition.ts';

/** A parsed command line: an option is text, a list of texts (`multiple`), or true. */
export interface Arguments {
  readonly positionals: readonly string[];
  text(name: string): string | undefined;
  texts(name: string): readonly string[];
  flag(name: string): boolean;
}

/** Reads the words after the verb. Throws a usage error that names the nearest option, a missing value or a surplus word. */
export function parseArguments(definition: CommandDefinition, words: readonly string[]): Arguments {
  const known = { ...definition.options, ...globalOptions };
  const { tokens } = parseArgs({ args: [...words], options: parserOptions(known), strict: false, allowPositionals: true, tokens: true });
  const values = new Map<string, string[]>();
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const option = known[token.name];
    if (!option) throw unknownOption(token.rawName, known, definition);
    checkValue(token.rawName, option, token.value);
    const before = values.get(token.name) ?? [];
    if (before.length > 0 && !option.multiple && option.value) {
      throw usageError(`Expected ${token.rawName} once; got it again. Give it one value.`);
    }
    values.set(token.name, [...before, token.value ?? '']);
  }
  checkPositionals(definition, positionals);
  return {
    positionals,
    text: (name) => values.get(name)?.[0],
    texts: (name) => values.get(name) ?? [],
    flag: (name) => values.has(name),
  };
}

function parserOptions(known: Readonly<Record<string, OptionDefinition>>) {
  return Object.fromEntries(
    Object.entries(known).map(([name, option]) => [
      name,
      { type: option.value ? ('string' as const) : ('boolean' as const), ...(option.short ? { short: option.short } : {}) },
    ]),
  );
}

function unknownOption(raw: string, known: Readonly<Record<string, OptionDefinition>>, definition: CommandDefinition): Error {
  const names = Object.keys(known).map((name) => `--${name}`);
  const near = nearest(raw, names);
  const hint = near ? `did you mean ${near}?` : `see \`${definition.usage.split(' ').slice(0, 2).join(' ')} --help\`.`;
  return usageError(`Expected one of ${names.join(', ')}; got ${raw}: ${hint}`);
}

function checkValue(raw: string, option: OptionDefinition, value: string | undefined): void {
  if (option.value && (value === undefined || value === '')) {
    throw usageError(`Expected a value after ${raw} (${option.value}); got none.`);
  }
  if (!option.value && value !== undefined) throw usageError(`Expected ${raw} without a value; got "${value}".`);
}

function checkPositionals({ usage, positionals: { min = 0, max, name } }: CommandDefinition, given: readonly string[]): void {
  if (given.length < min) throw usageError(`Expected ${name}; got nothing. Usage: ${usage}`);
  if (given.length > max) {
    const expected = max === 0 ? 'no words' : `at most ${max} ${name}`;
    throw usageError(`Expected ${expected} here; got "${given[max]}" too. Usage: ${usage}`);
  }
}
