import { ContainerError } from '../errors.ts';

/**
 * A raw value of ENV, LABEL, FROM, COPY and the like with quotes and escapes removed and `$name`, `${name}`, `${name:-word}`,
 * `${name:+word}` and `${name:?word}` replaced, as Docker does it: nothing is expanded between single quotes; an unset name is empty.
 */
export function expand(raw: string, variables: Readonly<Record<string, string>>): string {
  let out = '';
  let quote = '';
  for (let i = 0; i < raw.length; i++) {
    const c = raw[i] as string;
    if (quote === "'") {
      if (c === "'") quote = '';
      else out += c;
    } else if (c === '\\' && i + 1 < raw.length) {
      const next = raw[++i] as string;
      out += quote === '"' && !'"$\\'.includes(next) ? `\\${next}` : next;
    } else if (c === quote) quote = '';
    else if (quote === '' && (c === '"' || c === "'")) quote = c;
    else if (c === '$') {
      const [length, value] = variable(raw.slice(i), variables);
      out += value;
      i += length - 1;
    } else out += c;
  }
  return out;
}

/** The same for the content of a heredoc: quotes stay, and a backslash only keeps a `$` from being read. */
export function expandText(text: string, variables: Readonly<Record<string, string>>): string {
  let out = '';
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\' && text[i + 1] === '$') out += text[++i];
    else if (text[i] === '$') {
      const [length, value] = variable(text.slice(i), variables);
      out += value;
      i += length - 1;
    } else out += text[i];
  }
  return out;
}

/** Splits at white space outside of quotes; the words stay raw, for {@link expand}. */
export function splitWords(text: string): string[] {
  return text.match(/(?:\\.|"(?:\\.|[^"\\])*"|'[^']*'|\$\{[^}]*\}|[^\s"'])+/g) ?? [];
}

function variable(text: string, variables: Readonly<Record<string, string>>): [length: number, value: string] {
  const plain = /^\$(\w+)/.exec(text);
  if (plain) return [plain[0].length, variables[plain[1] as string] ?? ''];
  const braced = /^\$\{(\w+)(?:(:?[-+?])((?:[^{}]|\$\{\w+\})*))?\}/.exec(text);
  if (!braced) {
    if (text.startsWith('${'))
      throw new ContainerError(`"${text.split(/\s/)[0]}" is not a variable this Dockerfile interpreter reads: use \${name}`);
    return [1, '$'];
  }
  const [all, name = '', operator = '', word = ''] = braced;
  const value = variables[name];
  const given = operator.startsWith(':') ? value !== undefined && value !== '' : value !== undefined;
  if (operator.endsWith('-')) return [all.length, given ? (value as string) : expand(word, variables)];
  if (operator.endsWith('+')) return [all.length, given ? expand(word, variables) : ''];
  if (operator.endsWith('?') && !given) throw new ContainerError(`the variable ${name} is not set: ${word}`);
  return [all.length, value ?? ''];
}
