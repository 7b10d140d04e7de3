/** A pattern of COPY or .dockerignore (Go's filepath.Match, and `**` for any folders) as a test of a whole relative path. */
export function glob(pattern: string): RegExp {
  let source = '';
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i] as string;
    if (c === '*' && pattern[i + 1] === '*') {
      i++;
      // `a/**/b` matches `a/b` too.
      if (pattern[i + 1] === '/') {
        i++;
        source += '(?:.*/)?';
      } else source += '.*';
    } else if (c === '*') source += '[^/]*';
    else if (c === '?') source += '[^/]';
    else if (c === '[') {
      const end = pattern.indexOf(']', i + 2);
      if (end < 0) source += '\\[';
      else {
        source += `[${pattern.slice(i + 1, end).replace(/\\/g, '\\\\')}]`;
        i = end;
      }
    } else if (c === '\\' && i + 1 < pattern.length) source += literal(pattern[++i] as string);
    else source += literal(c);
  }
  return new RegExp(`^${source}$`, 's');
}

export const hasGlob = (pattern: string): boolean => /[*?[]/.test(pattern);

const literal = (c: string) => c.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** What `.dockerignore` leaves out of the context. */
export interface Ignore {
  ignores(path: string): boolean;
  /** Whether a `!` line may bring back something below a folder that is left out. */
  readonly hasExceptions: boolean;
}

/** Reads a `.dockerignore`: later lines win, `!` brings back, a pattern covers what is below it. */
export function dockerIgnore(text: string): Ignore {
  const rules = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const back = line.startsWith('!');
      const pattern = (back ? line.slice(1).trim() : line).replace(/^\.?\/+|\/+$/g, '');
      return { back, test: glob(pattern) };
    });
  return {
    hasExceptions: rules.some(({ back }) => back),
    ignores: (path) => {
      const parents = path.split('/').map((_, index, parts) => parts.slice(0, index + 1).join('/'));
      let ignored = false;
      for (const { back, test } of rules) if (parents.some((parent) => test.test(parent))) ignored = !back;
      return ignored;
    },
  };
}
