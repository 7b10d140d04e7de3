import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../../cli/arguments.ts';
import { commands } from '../../../cli/definitions.ts';

describe('parseArguments', () => {
  it('reads words, values, flags and repeated options in any order', () => {
    const args = parseArguments(commands.run, ['--option', 'a.b=1', 'models/x', '--no-wait', '--option=c.d=2']);
    expect(args.positionals).toEqual(['models/x']);
    expect(args.texts('option')).toEqual(['a.b=1', 'c.d=2']);
    expect(args.flag('no-wait')).toBe(true);
    expect(args.flag('logs')).toBe(false);
    expect(args.text('model')).toBeUndefined();
  });

  it('suggests the option that was meant', () => {
    expect(() => parseArguments(commands.local, ['--onec'])).toThrow(/got --onec: did you mean --once\?/);
    expect(() => parseArguments(commands.local, ['--zzzzzzzz'])).toThrow(/see `trainyard local --help`/);
  });

  it.each([
    [['--port'], 'Expected a value after --port (N); got none.'],
    [['--once=yes'], 'Expected --once without a value; got "yes".'],
    [['--port', '1', '--port', '2'], 'Expected --port once; got it again. Give it one value.'],
  ])('refuses %j', (words, message) => {
    expect(() => parseArguments(commands.local, words)).toThrow(message);
  });

  it('refuses too few and too many words', () => {
    expect(() => parseArguments(commands.invoke, [])).toThrow(/Expected MODEL; got nothing. Usage: trainyard invoke/);
    expect(() => parseArguments(commands.status, ['a', 'b'])).toThrow(/at most 1 MODEL here; got "b" too/);
  });
});
