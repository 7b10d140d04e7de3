import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Account } from './account.ts';
import type { Io } from './io.ts';
import { isRunOf } from './run-id.ts';

/** A mail of the local world: `.trainyard/mail/*.eml`. */
export interface MailFile {
  readonly path: string;
  readonly subject: string;
}

/** The mails that a local world wrote since `since` (milliseconds), oldest first. None on AWS: there they are in people's mailboxes. */
function mailsSince(account: Account, since: number): MailFile[] {
  const folder = account.dataDir ? join(account.dataDir, 'mail') : undefined;
  if (!folder || !existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.eml'))
    .map((name) => ({ path: join(folder, name), at: statSync(join(folder, name)).mtimeMs }))
    .filter(({ at }) => at >= since)
    .sort((a, b) => a.at - b.at)
    .map(({ path }) => ({ path, subject: subjectOf(readFileSync(path, 'utf8')) }));
}

/** The newest mail of a model, or of a run where its execution is given. */
export function lastMailOf(account: Account, model: string | undefined, executionArn?: string): MailFile | undefined {
  return mailsSince(account, 0).findLast(
    (mail) =>
      (model === undefined || mail.subject.startsWith(`[${model}] `)) && (executionArn === undefined || isMailOf(mail, executionArn)),
  );
}

/** Waits for a mail that `wanted` accepts, `waitMs` at most: it is sent by a function that an event of the ended run starts. */
export async function awaitMail(
  account: Account,
  io: Io,
  since: number,
  wanted: (mail: MailFile) => boolean,
  waitMs: number,
): Promise<MailFile | undefined> {
  const until = io.clock.now() + waitMs;
  while (account.dataDir) {
    const found = mailsSince(account, since).findLast(wanted);
    if (found || io.clock.now() >= until) return found;
    await io.clock.wait(100);
  }
  return undefined;
}

/** Accepts the mail that says how a run ended: of this model and, where the mail names its run, of this execution; not that one started. */
export function saysEnd(model: string | undefined, executionArn?: string): (mail: MailFile) => boolean {
  return ({ path, subject }) => {
    if (!subject.startsWith(model === undefined ? '[' : `[${model}] `)) return false;
    if (/^\[\S+\] (run|rollback( to release \S+)?) started\b/.test(subject)) return false;
    // Of an image, where such mails are asked for.
    if (/^\[\S+\] (build of the )?((training|inference) )?image\b/.test(subject)) return false;
    const run = runOf(path);
    // A push that was superseded meanwhile has a mail, and no run.
    if (run === undefined) return !/^\[\S+\] superseded\b/.test(subject);
    return executionArn === undefined || isRunOf(run, executionArn);
  };
}

const isMailOf = ({ path }: MailFile, executionArn: string): boolean => isRunOf(runOf(path) ?? '', executionArn);

/** The run that a mail names among its facts. */
const runOf = (path: string): string | undefined => /^Run:\s+(\S+)/m.exec(readFileSync(path, 'utf8'))?.[1];

/** The Subject header, unfolded and decoded (RFC 2047 words in UTF-8, as nodemailer writes them). */
export function subjectOf(message: string): string {
  const header = message.split(/\r?\n\r?\n/, 1)[0] ?? '';
  const folded = /^subject:[ \t]*(.*(?:\r?\n[ \t].*)*)/im.exec(header)?.[1] ?? '';
  const unfolded = folded.replaceAll(/\?=\s+=\?/g, '?==?').replaceAll(/\r?\n[ \t]+/g, ' ');
  return unfolded.replaceAll(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind: string, text: string) =>
    kind.toLowerCase() === 'b' ? Buffer.from(text, 'base64').toString() : quotedPrintable(text),
  );
}

function quotedPrintable(text: string): string {
  const bytes = text.replaceAll('_', ' ').replaceAll(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}
