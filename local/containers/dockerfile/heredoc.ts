/** A file that is written inside of the Dockerfile. */
export interface Heredoc {
  readonly name: string;
  readonly content: string;
  /** Whether variables in it are replaced: not where the name is quoted. */
  readonly expanded: boolean;
}

const mark = /<<(-?)(["']?)([A-Za-z_][\w.-]*)\2/g;

/** How a heredoc stands among the words of an instruction: `<<EOF`, `<<-EOF`, `<<"EOF"`. */
export const heredocWord: RegExp = /^<<-?(["']?)([A-Za-z_][\w.-]*)\1$/;

/**
 * Splits the raw text of an instruction into its own lines and the heredocs that follow them.
 * @param raw what dockerfile-ast takes for the instruction; it takes `<<` inside of quotes for a heredoc too (0.7.1), hence `rest`
 */
export function splitHeredocs(raw: string): { header: string; heredocs: Heredoc[]; rest: string } {
  const lines = raw.split(/\r?\n/);
  const last = lines.findIndex((line) => !/^\s*(#|$)/.test(line) && !/\\[ \t]*$/.test(line));
  const end = last < 0 ? lines.length - 1 : last;
  const header = lines.slice(0, end + 1).join('\n');
  let at = end + 1;
  const heredocs = [...header.matchAll(mark)].flatMap(([, dash, quote, name = '']) => {
    const untabbed = (line: string) => (dash ? line.replace(/^\t+/, '') : line);
    const close = lines.findIndex((line, index) => index >= at && untabbed(line) === name);
    if (close < 0) return []; // << inside of a string
    const content = lines.slice(at, close).map((line) => `${untabbed(line)}\n`);
    at = close + 1;
    return [{ name, content: content.join(''), expanded: quote === '' }];
  });
  return { header, heredocs, rest: lines.slice(at).join('\n').trim() };
}
