/** A piece of a shell script: a word as written (quotes and all), a redirection with its target, or an operator. */
export interface ShellToken {
  readonly type: 'word' | 'operator' | 'redirection';
  readonly raw: string;
  /** Where it stands in the script, so that a word can be replaced in place. */
  readonly start: number;
}

/** Why a script cannot be read: the caller words the refusal. */
export class UnreadableScript extends Error {
  override readonly name = 'UnreadableScript';
}

const operators = ['&&', '||', ';;', ';', '|', '&', '(', ')', '\n'];

/**
 * Splits a POSIX shell script into words and operators, without running anything.
 * @throws UnreadableScript for command substitution, heredocs and unclosed quotes
 */
export function shellTokens(script: string): ShellToken[] {
  const tokens: ShellToken[] = [];
  let i = 0;
  while (i < script.length) {
    const rest = script.slice(i);
    const blank = /^(?:[ \t\r]|\\\n)+/.exec(rest) ?? /^#[^\n]*/.exec(rest);
    if (blank) {
      i += blank[0].length;
      continue;
    }
    const redirection = /^\d*(?:>>|>\||<<|<>|[<>])&?/.exec(rest);
    if (redirection) {
      if (redirection[0].includes('<<')) throw new UnreadableScript('a heredoc inside of a command');
      tokens.push({ type: 'redirection', raw: redirection[0], start: i });
      i += redirection[0].length;
      continue;
    }
    const operator = operators.find((candidate) => rest.startsWith(candidate));
    if (operator) {
      tokens.push({ type: 'operator', raw: operator, start: i });
      i += operator.length;
      continue;
    }
    const length = wordLength(rest);
    tokens.push({ type: 'word', raw: rest.slice(0, length), start: i });
    i += length;
  }
  return tokens;
}

/** The text of a word without its quotes and backslashes; variables stay as written. */
export function unquote(raw: string): string {
  return raw.replace(/'([^']*)'|"((?:\\.|[^"\\])*)"|\\(.)/gs, (_, single?: string, double?: string, escaped?: string) =>
    single !== undefined ? single : double !== undefined ? double.replace(/\\([\\"$`\n])/g, '$1') : (escaped ?? ''),
  );
}

/** A word that the shell reads as exactly this text. */
export const quote = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

function wordLength(text: string): number {
  let i = 0;
  while (i < text.length) {
    const c = text[i] as string;
    if (c === '`' || (c === '$' && text[i + 1] === '(')) throw new UnreadableScript('a command substitution, $(…) or `…`');
    if (c === '\\') i += 2;
    else if (c === "'") i = closing(text, i, "'");
    else if (c === '"') i = closing(text, i, '"');
    else if (c === '$' && text[i + 1] === '{') i = closing(text, i + 1, '}');
    else if (/[\s;&|()<>]/.test(c)) break;
    else i++;
  }
  return i;
}

function closing(text: string, open: number, mark: string): number {
  let i = open + 1;
  while (i < text.length) {
    const c = text[i] as string;
    if (mark !== "'" && (c === '`' || (c === '$' && text[i + 1] === '(')))
      throw new UnreadableScript('a command substitution, $(…) or `…`');
    if (mark !== "'" && c === '\\') i++;
    else if (c === mark) return i + 1;
    i++;
  }
  throw new UnreadableScript(`a ${mark} that is not closed`);
}
