import type { Run } from '../../../lambdas/contract/payloads.ts';
import { executionHash } from '../../../lambdas/shared/hash.ts';
import { executions } from '../../../local/services/states/records.ts';
import { invocationOf } from '../functions/invocation.ts';
import type { Call, Invariant } from '../observation.ts';
import { mailedGuard, preparedRun, publishedMail, writtenState } from './facts.ts';
import { invariant } from './invariant.ts';

interface Mail {
  readonly id: string;
  /** The calls that published it. */
  readonly published: Call[];
  removed: boolean;
}

/** Every execution has exactly one recorded outcome, whether it came to a run or not, and a final mail, which comes again only where nobody could know that it had gone out. */
export function oneOutcomeAndMail(): Invariant {
  /** Executions of the pipeline; a run where Prepare fixed one. */
  const started = new Map<string, Run | undefined>();
  const outcomes = new Map<string, string>();
  /** Execution → outcome. */
  const ends = new Map<string, string>();
  /** Executions of which a mail said how they ended. */
  const said = new Set<string>();
  /** Hashes of executions that stand in no model's state. */
  const mailed = new Set<string>();
  const mails = new Map<string, Mail>();
  const waiting = new Map<string, Mail[]>();
  return invariant('one-outcome-and-mail', ({ calls, states, world, isAtRest }, { expect }) => {
    for (const call of calls) {
      const run = preparedRun(call);
      if (run) started.set(run.execution.arn, run);
      const arn = startedPipeline(call);
      if (arn && !started.has(arn)) started.set(arn, undefined);
      const guard = mailedGuard(call);
      if (guard) mailed.add(guard);
      const written = writtenState(call);
      if (written) {
        const { model, state } = written;
        for (const { id, execution, outcome } of state.runs) {
          if (outcome === null) continue;
          ends.set(execution, outcome);
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
      if (sent && sent.outcome !== 'started' && !sent.outcome.startsWith('build-'))
        said.add(/details\/(arn:\S+)/.exec(sent.body)?.[1] ?? '');
      const mail = sent && mails.get(`${sent.subject}\n${sent.body}`);
      if (!mail) continue;
      const before = mail.published.at(-1);
      const isWrong = mail.removed || (before !== undefined && isKnown(before));
      expect(!isWrong, () => `the mail ${mail.id} (${sent.subject}) was published again though its first answer had come`);
      mail.published.push(call);
    }
    if (!isAtRest) return;
    const wasStuck = (name: string) => [...mails.values()].some(({ id }) => id === `${name}-stuck`);
    const stuck = [...states.values()].flatMap(({ running }) => (running?.phase === 'stuck' ? running.execution.arn : []));
    for (const [arn, run] of started) {
      const { name, output = '{}' } = executions(world).get(arn) ?? { name: arn };
      // Its wish waited, and ran under another name.
      if (stuck.includes(arn) || (JSON.parse(output) as { outcome?: string }).outcome === 'queued') continue;
      // What stands in no model's state has a document that says that it was mailed; what a person unlocked was said to be stuck.
      const outcome = ends.get(arn) ?? (mailed.has(executionHash(arn)) || wasStuck(name) ? 'failed' : undefined);
      expect(outcome !== undefined, () => `the execution ${name} has no outcome at rest`);
      if (outcome === undefined || (run && !(run.settings.notifications.mails as readonly string[]).includes(outcome))) continue;
      expect(said.has(arn), () => `no mail said how the execution ${name} ended: ${outcome}`);
    }
  });
}

/** The execution of the pipeline that a call started; undefined for every other call. */
function startedPipeline({ operation, answer }: Call): string | undefined {
  const { executionArn: arn } = (operation === 'StartExecution' ? (answer ?? {}) : {}) as { executionArn?: string };
  return arn?.includes('-pipeline:') ? arn : undefined;
}

/** Whoever published it had the answer, lived on, and was not hindered from writing that down: then it must not come again. */
function isKnown({ at, caller, answerLost }: Call): boolean {
  const own = invocationOf(caller);
  return !answerLost && own !== undefined && !own.dead && own.stateDeniedAt < at;
}
