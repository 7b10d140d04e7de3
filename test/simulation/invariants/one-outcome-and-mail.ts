import type { Run } from '../../../lambdas/contract/payloads.ts';
import { invocationOf } from '../functions/invocation.ts';
import type { Call, Invariant } from '../observation.ts';
import { preparedRun, publishedMail, writtenState } from './facts.ts';
import { invariant } from './invariant.ts';

interface Mail {
  readonly id: string;
  /** The calls that published it. */
  readonly published: Call[];
  removed: boolean;
}

/** Every run has exactly one recorded outcome and a final mail, which comes again only where nobody could know that it had gone out. */
export function oneOutcomeAndMail(): Invariant {
  const runs = new Map<string, Run>();
  const outcomes = new Map<string, string>();
  const mails = new Map<string, Mail>();
  const waiting = new Map<string, Mail[]>();
  return invariant('one-outcome-and-mail', ({ calls, states, isAtRest }, { expect }) => {
    for (const call of calls) {
      const run = preparedRun(call);
      if (run) runs.set(`${run.model} ${run.id}`, run);
      const written = writtenState(call);
      if (written) {
        const { model, state } = written;
        for (const { id, outcome } of state.runs) {
          if (outcome === null) continue;
          const known = outcomes.get(`${model} ${id}`);
          if (known === outcome) continue;
          outcomes.set(`${model} ${id}`, outcome);
          expect(known === undefined, () => `the run ${id} of ${model} was recorded as ${known}, then as ${outcome}`);
        }
        const left = (waiting.get(model) ?? []).filter((mail) => {
          mail.removed = !state.outbox.some(({ id }) => id === mail.id);
          return !mail.removed;
        });
        for (const { id, subject, body } of state.outbox) {
          if (left.some((mail) => mail.id === id)) continue;
          const mail: Mail = { id, published: [], removed: false };
          left.push(mail);
          const text = `${subject}\n${body}`;
          expect(!mails.has(text), () => `the mail ${id} (${subject}) was written again after it had been sent`);
          mails.set(text, mail);
        }
        waiting.set(model, left);
      }
      const sent = publishedMail(call);
      const mail = sent && mails.get(`${sent.subject}\n${sent.body}`);
      if (!mail) continue;
      const before = mail.published.at(-1);
      const isWrong = mail.removed || (before !== undefined && isKnown(before));
      expect(!isWrong, () => `the mail ${mail.id} (${sent.subject}) was published again though its first answer had come`);
      mail.published.push(call);
    }
    if (!isAtRest) return;
    for (const [key, run] of runs) {
      if (states.get(run.model)?.running?.phase === 'stuck') continue;
      const outcome = outcomes.get(key);
      expect(outcome !== undefined, () => `the run ${run.id} of ${run.model} has no outcome at rest`);
      if (outcome === undefined || !(run.settings.notifications.mails as readonly string[]).includes(outcome)) continue;
      // A run that a person unlocked was said to be stuck.
      const ends = [`${run.id}-end`, `${run.execution.name}-stuck`];
      const isSaid = [...mails.values()].some(({ id, published }) => ends.includes(id) && published.length > 0);
      expect(isSaid, () => `no mail said how the run ${run.id} of ${run.model} ended: ${outcome}`);
    }
  });
}

/** Whoever published it had the answer, lived on, and was not hindered from writing that down: then it must not come again. */
function isKnown({ at, caller, answerLost }: Call): boolean {
  const own = invocationOf(caller);
  return !answerLost && own !== undefined && !own.dead && own.stateDeniedAt < at;
}
