import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { World } from '../../world.ts';
import { randomUuid } from '../ids.ts';

export interface OutgoingMail {
  /** The name beside SNS's address. */
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Mails written per folder, so that those of one millisecond keep their order. */
const written = new WeakMap<World['store'], number>();

/** Writes a mail as `<time>-<n>-<subject>.eml`, whole or not at all, and tells who watches the world. */
export async function writeMail(world: World, mail: OutgoingMail): Promise<void> {
  const at = new Date(world.clock.now());
  const number = (written.get(world.store) ?? 0) + 1;
  written.set(world.store, number);
  const time = at.toISOString().replace(/[-:]/g, '').replace('.', '-').replace('Z', '');
  const slug = mail.subject
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60);
  const file = join(mailDir(world), `${time}-${String(number).padStart(3, '0')}-${slug || 'mail'}.eml`);
  const content = await compose(world, mail, at);
  mkdirSync(mailDir(world), { recursive: true });
  writeFileSync(`${file}.tmp`, content);
  renameSync(`${file}.tmp`, file);
  world.mailed({ file, to: mail.to, subject: mail.subject, text: mail.text });
}

/** The mails of this world by file name, newest first. */
export function mailNames(world: World): string[] {
  try {
    return readdirSync(mailDir(world))
      .filter((name) => name.endsWith('.eml'))
      .sort()
      .reverse();
  } catch {
    return []; // no mail yet, no folder
  }
}

/** A mail's source; undefined for a name that is none of ours. */
export function readMail(world: World, name: string): string | undefined {
  return mailNames(world).includes(name) ? readFileSync(join(mailDir(world), name), 'utf8') : undefined;
}

/** Composing is left to nodemailer: folding, encodings, and no header out of what a subject contains. Loaded with the first mail. */
async function compose(world: World, mail: OutgoingMail, date: Date): Promise<Buffer> {
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  const { message } = await transport.sendMail({
    from: { name: mail.from, address: 'no-reply@sns.amazonaws.com' },
    to: mail.to,
    subject: mail.subject,
    text: mail.text,
    textEncoding: 'quoted-printable',
    date,
    messageId: `<${randomUuid(world.random)}@local.sns.amazonaws.com>`,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return readable(message as Buffer, mail.text);
}

/** The text as it is where its lines are short enough for RFC 5322: people open the file, and quoted-printable breaks links and tables. */
function readable(message: Buffer, text: string): Buffer {
  const lines = text.split(/\r\n|\r|\n/);
  if (lines.some((line) => Buffer.byteLength(line) > 998)) return message;
  const [head = ''] = message.toString('latin1').split('\r\n\r\n', 1);
  const isAscii = Buffer.byteLength(text) === text.length;
  const headers = head.replace(/^(Content-Transfer-Encoding:) quoted-printable/im, `$1 ${isAscii ? '7bit' : '8bit'}`);
  return Buffer.from(`${headers}\r\n\r\n${lines.join('\r\n')}\r\n`);
}

const mailDir = (world: World): string => join(world.dataDir, 'mail');
