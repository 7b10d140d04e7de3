import type { Invariant } from '../observation.ts';
import { isFallback, triedMail, writtenState } from './facts.ts';
import { invariant } from './invariant.ts';

/**
 * Every mail that is written is one that SNS takes, and is published in the end; where SNS refuses it for good another is, that names it. No
 * mail leaves the outbox before, and none goes out in place of one that was not refused.
 */
export function everyMailArrives(): Invariant {
  /** Model → id → text of what waits. */
  const waiting = new Map<string, ReadonlyMap<string, string>>();
  const published = new Set<string>();
  const refused = new Set<string>();
  /** Ids of mails that another went out for. */
  const replaced = new Set<string>();
  return invariant('every-mail-arrives', ({ calls }, { expect }) => {
    for (const call of calls) {
      const mail = triedMail(call);
      if (mail && isFallback(mail)) {
        const id = /^Mail: +(\S+)$/m.exec(mail.body)?.[1] ?? '';
        expect(refused.size > 0, () => `${mail.model}: "${mail.subject}" was published though SNS had refused nothing`);
        if (!call.error) replaced.add(id);
      } else if (mail) {
        const text = `${mail.subject}\n${mail.body}`;
        expect(!published.has(text) || !call.error, () => `${mail.model}: "${mail.subject}" was refused after it had been taken`);
        (call.error ? refused : published).add(text);
      }
      const written = writtenState(call);
      if (!written) continue;
      const { model, state } = written;
      const before = waiting.get(model) ?? new Map<string, string>();
      const now = new Map(state.outbox.map(({ id, subject, body }) => [id, `${subject}\n${body}`]));
      for (const [id, text] of before)
        if (!now.has(id))
          expect(published.has(text) || replaced.has(id), () => `${model}: the mail ${id} left the outbox and was never published`);
      for (const { id, subject, body } of state.outbox) {
        if (before.has(id)) continue;
        const fault = faultOf(subject, body);
        expect(fault === undefined, () => `${model}: SNS does not take the mail ${id}: ${fault}`);
      }
      waiting.set(model, now);
    }
  });
}

/** By SNS's own words (API reference, Publish), and by what a reader sees. */
function faultOf(subject: string, body: string): string | undefined {
  if (!/^[\x20-\x7e]{1,99}$/.test(subject)) return `its subject is ${JSON.stringify(subject)}`;
  if (Buffer.byteLength(body) > 250_000) return `it has ${Buffer.byteLength(body)} bytes`;
  const found = /[\p{Cs}\u202a-\u202e]|(?![\n\t])\p{Cc}/u.exec(body);
  return found ? `it has U+${found[0].codePointAt(0)?.toString(16)} in it` : undefined;
}
