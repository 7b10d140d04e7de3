import { describe, expect, it } from 'vitest';
import { splitFlags } from '../../../../../local/containers/dockerfile/flags.ts';
import { parseDockerfile } from '../../../../../local/containers/dockerfile/parse.ts';

describe('the flags of an instruction', () => {
  it.each([
    ['--a=1 --a=2 --b x --c=3', ['a=1', 'a=2', 'b'], 'x --c=3'],
    [`--mount=type=cache,target="/x y" --m='q "r' cmd`, ['mount=type=cache,target=/x y', 'm=q "r'], 'cmd'],
    ['--a=x\\ y z', ['a=x y'], 'z'],
    ['-- --not-a-flag', [], '--not-a-flag'],
    ['cmd --a=1', [], 'cmd --a=1'],
  ])('%s', (text, flags, rest) => {
    const split = splitFlags(text);
    expect(split.flags.map(({ name, value }) => (value === undefined ? name : `${name}=${value}`))).toEqual(flags);
    expect(split.rest).toBe(rest);
  });

  it('are read from continued lines with comments between, and stay apart from the command', () => {
    const [, run] = parseDockerfile(
      'FROM x\nRUN \\\n  --mount=type=cache,target="/a b" \\\n  # why\n  --mount=type=tmpfs,target=/t \\\n\n  echo --flag\n',
    );
    expect(run?.flags.map(({ value }) => value)).toEqual(['type=cache,target=/a b', 'type=tmpfs,target=/t']);
    expect(run?.text).toBe('echo --flag');
    expect(run?.line).toBe(2);
  });

  it('does not lose the lines after << inside of quotes', () => {
    expect(() => parseDockerfile('FROM x\nRUN echo "a <<EOF b"\nRUN echo c\n')).toThrow('Dockerfile line 2: << inside of quotes');
    expect(parseDockerfile('FROM x\nRUN echo "a <<EOF b"\n')[1]).toMatchObject({ text: 'echo "a <<EOF b"', heredocs: [] });
  });
});
