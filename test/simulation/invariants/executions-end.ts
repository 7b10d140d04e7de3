import { executions, type RevisionRecord, revisions } from '../../../local/services/states/records.ts';
import type { World } from '../../../local/world.ts';
import type { Invariant } from '../observation.ts';
import { invariant } from './invariant.ts';

const minute = 60_000;
const dueEveryMs = 30 * minute;

/** Every execution ends within its machine's time-out, and none runs at rest. */
export function executionsEnd(): Invariant {
  const open = new Map<string, number>();
  let due = 0;
  return invariant('executions-end', ({ at, calls, world, isAtRest }, { expect }) => {
    for (const { operation, service, answer } of calls) {
      if (service !== 'states' || operation !== 'StartExecution' || !answer) continue;
      const { executionArn } = answer as { executionArn: string };
      if (!open.has(executionArn)) open.set(executionArn, deadline(world, executionArn));
    }
    if (at < due && !isAtRest) return;
    due = at + dueEveryMs;
    for (const [arn, until] of open) {
      const { status, stopDate } = executions(world).get(arn) ?? {};
      if (status === 'RUNNING') {
        if (at > until || isAtRest) expect(false, () => `${arn} still runs ${isAtRest ? 'at rest' : 'after its time-out'}`);
        continue;
      }
      open.delete(arn);
      expect((stopDate?.getTime() ?? 0) <= until, () => `${arn} ended after its time-out`);
    }
  });
}

const timeouts = new WeakMap<RevisionRecord, number>();

/** A minute beside the time-out, for what is under way at that moment. */
function deadline(world: World, arn: string): number {
  const { startDate, revisionId } = executions(world).get(arn) ?? { startDate: new Date(0), revisionId: '' };
  const revision = revisions(world).get(revisionId);
  if (!revision) return Number.POSITIVE_INFINITY;
  let seconds = timeouts.get(revision);
  if (seconds === undefined) {
    seconds = (JSON.parse(revision.definition) as { TimeoutSeconds?: number }).TimeoutSeconds ?? Number.POSITIVE_INFINITY;
    timeouts.set(revision, seconds);
  }
  return startDate.getTime() + seconds * 1000 + minute;
}
