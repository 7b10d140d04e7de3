import type { World } from '../../world.ts';
import { type HttpAnswer, textAnswer } from '../http.ts';
import { mailNames, readMail } from './mail-files.ts';

/** Where the page lives; a mail is below it, by file name. */
export const mailPath = '/_trainyard/mail';

/** A small mailbox to look into: a list, and a mail's text. Nothing of a mail is taken as markup. */
export function mailPage(world: World, path: string): HttpAnswer {
  if (path === mailPath || path === `${mailPath}/`) return page('Mails of this world', listOf(world));
  const source = readMail(world, decoded(path.slice(mailPath.length + 1)));
  if (source === undefined) return page('No such mail', `<p><a href="${mailPath}">All mails</a></p>`, 404);
  const { headers, text } = parseMail(source);
  const rows = ['From', 'To', 'Date'].map((name) => `<dt>${name}</dt><dd>${escapeHtml(headers[name.toLowerCase()] ?? '')}</dd>`).join('');
  return page(headers.subject ?? '', `<dl>${rows}</dl><pre>${linked(text)}</pre><p><a href="${mailPath}">All mails</a></p>`);
}

/** A name that is no percent-encoding is none of a mail. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return '';
  }
}

/** An HTML page that can load and run nothing; its forms go to this world. */
export function page(title: string, body: string, status = 200): HttpAnswer {
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escapeHtml(title)}</title><h1>${escapeHtml(title)}</h1>${body}</html>\n`;
  return textAnswer(status, 'text/html; charset=utf-8', html, {
    'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    // Not `no-referrer`: a browser then says `Origin: null` with the page's own buttons.
    'referrer-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
  });
}

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);

/** Headers (unfolded, decoded) and text of a mail that this world wrote: one part, quoted-printable where its lines are long. */
export function parseMail(source: string): { headers: Record<string, string>; text: string } {
  const [head = '', ...body] = source.split('\r\n\r\n');
  const lines = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), decodeWords(line.slice(line.indexOf(':') + 1).trim())]),
  );
  const text = body.join('\r\n\r\n');
  const isQuoted = headers['content-transfer-encoding'] === 'quoted-printable';
  return { headers, text: isQuoted ? quotedPrintable(text.replace(/=\r\n/g, '')) : text.replaceAll('\r\n', '\n') };
}

function listOf(world: World): string {
  const items = mailNames(world).map((name) => {
    const { headers } = parseMail(readMail(world, name) ?? '');
    return `<li><a href="${mailPath}/${encodeURIComponent(name)}">${escapeHtml(headers.subject ?? name)}</a> ${escapeHtml(headers.date ?? '')} ${escapeHtml(headers.to ?? '')}</li>`;
  });
  return items.length > 0 ? `<ul>${items.join('')}</ul>` : '<p>None yet.</p>';
}

/** Makes links of loopback addresses only: a mail's text is not ours, and the page is. */
function linked(text: string): string {
  return text
    .split(/(http:\/\/127\.0\.0\.1:\d+\/[^\s<>"']*)/)
    .map((part, at) => (at % 2 === 0 ? escapeHtml(part) : `<a href="${escapeHtml(part)}">${escapeHtml(part)}</a>`))
    .join('');
}

/** RFC 2047 words in UTF-8, as nodemailer writes them. */
function decodeWords(header: string): string {
  return header
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/(?:=\?utf-8\?[bq]\?[^?]*\?=)+/gi, (words) =>
      Buffer.concat(
        [...words.matchAll(/=\?utf-8\?([bq])\?([^?]*)\?=/gi)].map(([, kind = '', text = '']) =>
          kind.toLowerCase() === 'b' ? Buffer.from(text, 'base64') : bytesOf(text.replaceAll('_', ' ')),
        ),
      ).toString(),
    );
}

const quotedPrintable = (text: string): string => bytesOf(text).toString().replaceAll('\r\n', '\n');

function bytesOf(text: string): Buffer {
  return Buffer.from(
    text.replace(/=([0-9A-F]{2})/gi, (_all, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );
}
