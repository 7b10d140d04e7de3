import type { Run } from '../../../lambdas/contract/payloads.ts';
import type { Invariant } from '../observation.ts';
import { preparedRun, writtenState } from './facts.ts';
import { invariant } from './invariant.ts';

/** A run that built, and came to its own end, has told of each of its images by then, once, where it was asked to. */
export function buildsAreTold(): Invariant {
  const wanted = new Map<string, Run>();
  /** Model → ids of the mails that wait there. */
  const waiting = new Map<string, ReadonlySet<string>>();
  const told = new Set<string>();
  return invariant('builds-are-told', ({ calls }, { expect }) => {
    for (const call of calls) {
      const run = preparedRun(call);
      if (run && run.release === null && (run.settings.notifications.mails as readonly string[]).includes('build-succeeded'))
        wanted.set(run.id, run);
      const written = writtenState(call);
      if (!written) continue;
      const { model, state } = written;
      for (const { id, outcome } of state.outbox) {
        if (!outcome.startsWith('build-') || waiting.get(model)?.has(id)) continue;
        expect(!told.has(id), () => `${model}: the mail ${id} was written a second time`);
        told.add(id);
      }
      waiting.set(model, new Set(state.outbox.map(({ id }) => id)));
      for (const { id, outcome } of state.runs) {
        const ended = outcome !== null && ['succeeded', 'unchanged', 'rejected'].includes(outcome) ? wanted.get(id) : undefined;
        if (!ended) continue;
        wanted.delete(id);
        for (const role of ended.images.shared ? ['training'] : ['training', 'inference'])
          expect(
            told.has(`${id}-${role}-image-build-succeeded`),
            () => `${model}: the run ${id} ended, and no mail told of its ${role} image`,
          );
      }
    }
  });
}
