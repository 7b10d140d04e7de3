// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the shell's own variables.
import { describe, expect, it } from 'vitest';
import { expand, splitWords } from '../../../../../local/containers/dockerfile/expand.ts';
import { dockerIgnore, glob } from '../../../../../local/containers/dockerfile/globs.ts';
import { parseDockerfile } from '../../../../../local/containers/dockerfile/parse.ts';

describe('variables and quotes of a Dockerfile', () => {
  it.each([
    ['$A/x', '1/x'],
    ['${A}x', '1x'],
    ['$NONE', ''],
    ['${NONE:-or $A}', 'or $A'.replace('$A', '1')],
    ['${EMPTY:-or}', 'or'],
    ['${EMPTY-or}', ''],
    ['${A:+yes}', 'yes'],
    ['${NONE:+yes}', ''],
    [`'$A'`, '$A'],
    [`"$A b"`, '1 b'],
    ['\\$A', '$A'],
    ['a\\ b', 'a b'],
    ['"a\\"b\\n"', 'a"b\\n'],
    ['50% $', '50% $'],
  ])('%s is read as %j', (raw, value) => {
    expect(expand(raw, { A: '1', EMPTY: '' })).toBe(value);
  });

  it('refuses what it would read wrongly', () => {
    expect(() => expand('${A//x/y}', { A: '1' })).toThrow('is not a variable this Dockerfile interpreter reads');
    expect(() => expand('${NONE:?give it}', {})).toThrow('the variable NONE is not set: give it');
  });

  it('splits words outside of quotes', () => {
    expect(splitWords(`a "b c" d\\ e '\${x y}' \${Z:-q r}`)).toEqual(['a', '"b c"', 'd\\ e', `'\${x y}'`, '${Z:-q r}']);
  });
});

describe('patterns', () => {
  it.each([
    ['*.js', 'a.js', true],
    ['*.js', 'b/a.js', false],
    ['**/*.js', 'a.js', true],
    ['**/*.js', 'b/c/a.js', true],
    ['b/**', 'b/c/d', true],
    ['a?.[tj]s', 'ab.ts', true],
    ['[^a].js', 'a.js', false],
    ['a.b+c', 'axb+c', false],
    ['\\*', '*', true],
  ])('%s against %s: %s', (pattern, path, matches) => {
    expect(glob(pattern).test(path)).toBe(matches);
  });

  it('leaves out what .dockerignore names, the last line counting', () => {
    const { ignores } = dockerIgnore('# no\n\n/dist/\n*.md\n!README.md\nnode_modules');
    expect(['dist/x', 'a.md', 'node_modules/a/b', 'README.md', 'src/a.md'].map(ignores)).toEqual([true, true, true, false, false]);
  });
});

describe('instructions', () => {
  it('come with their lines, flags and words; comment lines inside of a continuation are gone', () => {
    const [from, copy, run, cmd] = parseDockerfile(
      '# c\nFROM node:22 AS b\nCOPY --from=x --chmod=755 ["a b", "/c/"]\nRUN a && \\\n  # comment\n  b\nCMD ["x", "y z"]\n',
    );
    expect(from).toMatchObject({ keyword: 'FROM', line: 2, text: 'node:22 AS b' });
    expect(copy).toMatchObject({
      line: 3,
      flags: [
        { name: 'from', value: 'x' },
        { name: 'chmod', value: '755' },
      ],
      words: ['a b', '/c/'],
    });
    expect(run).toMatchObject({ line: 4, text: 'a &&   b' });
    expect(cmd).toMatchObject({ line: 7, words: ['x', 'y z'] });
  });

  it('give ENV, LABEL and ARG as pairs of raw values', () => {
    const pairs = (line: string) => parseDockerfile(`FROM x\n${line}`)[1]?.pairs;
    expect(pairs(`ENV A=1 B="two words" C='$A'`)).toEqual([
      ['A', '1'],
      ['B', '"two words"'],
      ['C', `'$A'`],
    ]);
    expect(pairs('ENV OLD style here')).toEqual([['OLD', 'style here']]);
    expect(pairs('ARG NAME')).toEqual([['NAME', undefined]]);
    expect(pairs('ARG NAME=')).toEqual([['NAME', '']]);
  });
});
