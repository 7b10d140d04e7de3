import * as v from 'valibot';
import { branchPrefix } from '../shared/sources/filters.ts';
import type { Push } from './push.ts';
import { moment, Refusal, shaped } from './refusal.ts';

const reference = v.object({ ref: v.string(), commit: v.optional(v.string(), ''), deleted: v.optional(v.boolean(), false) });
const trigger = v.object({
  Records: v.pipe(
    v.array(
      v.object({
        eventSource: v.literal('aws:codecommit'),
        eventId: v.string(),
        eventSourceARN: v.string(),
        eventTime: v.string(),
        codecommit: v.object({ references: v.array(reference) }),
      }),
    ),
    v.minLength(1),
  ),
});

export const isReferenceChange = (body: object): boolean => 'Records' in body;

/**
 * What a CodeCommit trigger publishes: one push per reference that changed.
 * https://docs.aws.amazon.com/codecommit/latest/userguide/how-to-notify-lambda.html
 */
export function readReferenceChange(body: object): (Push | Refusal)[] {
  return shaped(trigger, body, 'A message with Records').Records.flatMap((record) => {
    const repository = record.eventSourceARN.split(':')[5] ?? '';
    const at = moment(record.eventTime);
    return record.codecommit.references.map(({ ref, commit, deleted }): Push | Refusal => {
      if (!ref.startsWith(branchPrefix)) return new Refusal('not-a-branch', `${ref} of ${repository} is no branch`);
      if (deleted) return new Refusal('not-a-branch', `${ref} of ${repository} was deleted`);
      // The event's id tells a later push back to the same commit from a second delivery.
      const identity = [repository, ref, commit, record.eventId];
      return { kind: 'push', type: 'codecommit', repository, ref, commit, at, before: null, way: 'trigger', identity, github: null };
    });
  });
}

const stateChange = v.object({
  id: v.string(),
  time: v.string(),
  detail: v.object({
    event: v.picklist(['referenceCreated', 'referenceUpdated', 'referenceDeleted']),
    repositoryName: v.string(),
    referenceFullName: v.string(),
    commitId: v.optional(v.string(), ''),
    oldCommitId: v.optional(v.string()),
  }),
});

export const isRepositoryEvent = (body: object): boolean => 'source' in body && body.source === 'aws.codecommit';

/**
 * What EventBridge tells of a push to CodeCommit, besides the trigger and with the commit before it.
 * https://docs.aws.amazon.com/codecommit/latest/userguide/monitoring-events.html
 */
export function readRepositoryEvent(body: object): Push {
  const { id, time, detail } = shaped(stateChange, body, 'An event of CodeCommit');
  const { repositoryName: repository, referenceFullName: ref, commitId: commit } = detail;
  if (!ref.startsWith(branchPrefix)) throw new Refusal('not-a-branch', `${ref} of ${repository} is no branch`);
  if (detail.event === 'referenceDeleted') throw new Refusal('not-a-branch', `${ref} of ${repository} was deleted`);
  const before = detail.event === 'referenceCreated' ? '0'.repeat(40) : (detail.oldCommitId ?? null);
  const identity = [repository, ref, commit, id];
  return { kind: 'push', type: 'codecommit', repository, ref, commit, at: moment(time), before, way: 'event', identity, github: null };
}
