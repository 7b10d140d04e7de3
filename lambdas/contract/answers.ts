import { line } from './text.ts';

/** Of an answer that is no text, this many bytes are shown. */
const shownBytes = 48;

/** The text of an answer, or undefined where its bytes are no UTF-8 text. */
export function textOf(body: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}

/**
 * What a container answered, as one line for people: text without its line breaks, else the first bytes, escaped. Nothing in it can move a
 * terminal's cursor or break a mail.
 */
export function shownAnswer(body: Uint8Array, length = 300): string {
  if (body.length === 0) return '(empty)';
  const text = textOf(body);
  if (text === undefined) return shownBinary(body);
  const words = [...line(text)];
  return words.length === 0 ? '(blank)' : words.length > length ? `${words.slice(0, length).join('')}…` : words.join('');
}

/** `2,048 bytes: \x89PNG\r\n…`. */
export function shownBinary(body: Uint8Array, most = shownBytes): string {
  const bytes = [...body.subarray(0, most)].map((byte) =>
    byte >= 0x20 && byte < 0x7f && byte !== 0x5c ? String.fromCharCode(byte) : escaped(byte),
  );
  return `${body.length.toLocaleString('en-US')} bytes: ${bytes.join('')}${body.length > most ? '…' : ''}`;
}

const short: Readonly<Record<number, string>> = { 9: '\\t', 10: '\\n', 13: '\\r', 92: '\\\\' };
const escaped = (code: number): string => short[code] ?? `\\x${code.toString(16).padStart(2, '0')}`;
