/**
 * What others wrote (commit messages, log lines, errors, inputs) is made fit to show and to send here, and nowhere else: AWS's SDK cannot
 * send half of a surrogate pair, a terminal obeys what it is shown, and a mail's reader cannot see what has no width.
 */

/** Far enough beside a cut to see whole characters of several code points: flags, families, letters with many marks. */
const clusterUnits = 64;
let clusters: Intl.Segmenter | undefined;

/** The last place at or before `at` where a text may be cut: between what people see as characters, as far as those have sane lengths. */
function boundary(text: string, at: number): number {
  if (at >= text.length) return text.length;
  if (at <= 0) return 0;
  const from = Math.max(0, at - clusterUnits);
  clusters ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  const begins = from + (clusters.segment(text.slice(from, at + clusterUnits)).containing(at - from)?.index ?? 0);
  return begins > from ? begins : betweenPairs(text, at);
}

const betweenPairs = (text: string, at: number): number => (/[\udc00-\udfff]/.test(text[at] ?? '') && isHigh(text[at - 1]) ? at - 1 : at);
const isHigh = (unit: string | undefined): boolean => /[\ud800-\udbff]/.test(unit ?? '');

/** The beginning of a text, at most `most` UTF-16 units long: no character is cut in two. */
export const head = (text: string, most: number): string => text.slice(0, boundary(text, most));

/** The same with `...` at its end where something was cut. */
export const cut = (text: string, most: number): string => (text.length <= most ? text : `${head(text, most - 3)}...`);

/** The beginning of a text, at most `most` bytes of UTF-8. */
export function headBytes(text: string, most: number): string {
  // A unit is three bytes at most, and one at least.
  if (text.length * 3 <= most) return text;
  const bytes = new TextEncoder().encode(text.slice(0, most));
  if (bytes.length <= most && text.length <= most) return text;
  let end = most;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  const whole = new TextDecoder().decode(bytes.subarray(0, end));
  return head(text, whole.length);
}

/** The text with a replacement character for each half of a surrogate pair: what URLs and AWS's query protocol can be made of. */
export const wellFormed = (text: string): string => text.replace(/\p{Cs}/gu, '\ufffd');

/** How many bytes a text has when it is sent. */
export const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

/**
 * What a reader cannot see, or a terminal would obey, as Unicode names it: control characters but tab and line feed, line and paragraph
 * separators, halves of surrogate pairs, and what has no width of its own: controls of direction, joiners, fillers, tags. Arabic's signs that
 * stand before numbers are format characters too, and visible.
 */
const unseen =
  /(?![\t\n\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}])(?:[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0\ufff0-\ufff8]|[\u034f]|[\u17b4]|[\u17b5])/gu;

/** Joiners say how letters of some scripts connect, and make one emoji of several. */
const joined =
  /(?<=[\p{L}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}])(?<![\0-\u024f])[\u200c\u200d](?=[\p{L}\p{M}\p{Extended_Pictographic}])(?![\0-\u024f])/uy;
/** The flags of England, Scotland and Wales are a black flag and tags. */
const flag = /\u{1f3f4}[\u{e0061}-\u{e007a}]{3,6}\u{e007f}/gu;

/**
 * The text with all that cannot be seen written out: `\x1b`, `\u202e`. Tabs and line breaks stay, `\r\n` and a lone `\r` are line breaks, half
 * a surrogate pair is a replacement character. A text that was made visible stays as it is.
 */
export function visible(text: string): string {
  const lines = text.replace(/\r\n?/g, '\n');
  const flags = new Set([...lines.matchAll(flag)].flatMap(({ index, 0: all }) => Array.from({ length: all.length }, (_, i) => index + i)));
  return lines.replace(unseen, (found, at: number) => {
    if (/\p{Cs}/u.test(found)) return '\ufffd';
    if (flags.has(at)) return found;
    joined.lastIndex = at;
    return joined.test(lines) ? found : escaped(found);
  });
}

function escaped(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code < 0x100) return `\\x${hex.padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\u{${hex}}`;
}

/** The text on one line: blanks and line breaks in a row are one blank. At most `most` UTF-16 units, with `...` where something was cut. */
export function line(text: string, most = Number.POSITIVE_INFINITY): string {
  // What is far behind the cut is not looked at, however long the text is.
  const near = head(text, 20 * most + 1000);
  const shown = visible(near.replace(/[\s\u0085]+/g, ' ')).trim();
  return near.length === text.length ? cut(shown, most) : `${head(shown, most - 3)}...`;
}

/** The lines of a text, each visible and at most `most` units long. */
export const linesOf = (text: string, most = Number.POSITIVE_INFINITY): string[] =>
  visible(text)
    .split('\n')
    .map((one) => cut(one, most));

/** The same in ASCII, on one line: accents are left out, and what has no ASCII letter is `?`. */
export const ascii = (text: string): string =>
  line(text)
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^\x20-\x7e]+/g, '?');
