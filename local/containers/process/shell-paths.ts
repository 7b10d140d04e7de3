import { imageRoot } from './environment.ts';
import { beforePath, pathAt } from './image-paths.ts';

/** Where the reading of a script is: what a quote, a substitution or a bracket opened. */
type Context = 'plain' | 'double' | 'single' | 'substitution' | 'bracket';

/**
 * A shell script that finds its image wherever that is: before each path of the image stands the variable that holds the image's folder, and
 * `/opt/ml` is SAGEMAKER_BASE_DIR. Quotes are read as the shell does, so that the variable is expanded; comments and what stands in quoted
 * heredocs stay. A script that was read before comes out as it is.
 */
export function portableShell(script: string, isImagePath: (path: string) => boolean): string {
  const contexts: Context[] = ['plain'];
  const heredocs: { name: string; isQuoted: boolean; hasTabs: boolean }[] = [];
  let out = '';
  let i = 0;
  /** Where the quote that is open began: what stands before it decides whether a path begins after it. */
  let opened = -1;
  const context = () => contexts.at(-1) as Context;
  const isCode = () => context() !== 'double' && context() !== 'single';
  const take = (length: number) => {
    out += script.slice(i, i + length);
    i += length;
  };

  while (i < script.length) {
    const c = script[i] as string;
    const before = script[i - 1];
    if (c === '\n' && heredocs.length > 0 && isCode()) {
      take(1);
      for (const heredoc of heredocs.splice(0)) takeHeredoc(heredoc);
    } else if (c === '\\' && context() !== 'single') take(2);
    else if (c === "'" && context() !== 'double') quote('single');
    else if (c === '"' && context() !== 'single') quote('double');
    else if (c === '$' && script[i + 1] === '(' && context() !== 'single') {
      contexts.push('substitution');
      take(2);
    } else if (c === '(' && isCode()) {
      contexts.push('bracket');
      take(1);
    } else if (c === ')' && isCode()) {
      if (context() !== 'plain') contexts.pop();
      take(1);
    } else if (c === '#' && isCode() && (before === undefined || /\s/.test(before))) take(/^[^\n]*/.exec(script.slice(i))?.[0].length ?? 1);
    else if (c === '<' && isCode() && /^<<-?[ \t]*["']?[A-Za-z_]/.test(script.slice(i))) {
      const [all = '', dash, mark, name = ''] = /^<<(-?)[ \t]*(["']?)([\w.-]+)\2/.exec(script.slice(i)) ?? ['<<'];
      if (name !== '') heredocs.push({ name, isQuoted: mark !== '', hasTabs: dash !== '' });
      take(all.length);
    } else if (c === '/' && begins(before)) path(isCode() ? '"' : context() === 'single' ? `'"` : '');
    else take(1);
  }
  return out;

  function quote(kind: 'single' | 'double'): void {
    if (context() === kind) contexts.pop();
    else {
      contexts.push(kind);
      opened = i;
    }
    take(1);
  }

  function begins(before: string | undefined): boolean {
    if (before === undefined) return true;
    // ${NAME:-/path}
    if (/\$\{\w+:?[-+=]$/.test(script.slice(Math.max(0, i - 80), i))) return true;
    if (!beforePath.test(before)) return false;
    if (before !== '"' && before !== "'") return true;
    // A quote that was closed: the path goes on. One that was opened in the middle of a word, too. Any other is a letter of the text.
    if (isCode()) return false;
    return (
      opened !== i - 1 || opened === 0 || (beforePath.test(script[opened - 1] as string) && !/["']/.test(script[opened - 1] as string))
    );
  }

  function path(marks: string): void {
    const [found] = pathAt.exec(script.slice(i)) ?? [];
    const isBase = found !== undefined && /^\/opt\/ml(\/|$)/.test(found);
    if (found === undefined || (!isBase && !isImagePath(found))) {
      take(found?.length ?? 1);
      return;
    }
    const close = [...marks].reverse().join('');
    out += `${marks}\${${isBase ? 'SAGEMAKER_BASE_DIR' : imageRoot}}${close}`;
    if (isBase) i += '/opt/ml'.length;
    take(found.length - (isBase ? '/opt/ml'.length : 0));
  }

  function takeHeredoc({ name, isQuoted, hasTabs }: { name: string; isQuoted: boolean; hasTabs: boolean }): void {
    while (i < script.length) {
      const [line = ''] = /^[^\n]*\n?/.exec(script.slice(i)) ?? [];
      const end = i + line.length;
      const isEnd = (hasTabs ? line.replace(/^\t+/, '') : line).replace(/\r?\n$/, '') === name;
      if (isEnd || isQuoted) take(line.length);
      else
        while (i < end)
          if (script[i] === '/' && begins(script[i - 1])) path('');
          else take(1);
      if (isEnd) return;
    }
  }
}
