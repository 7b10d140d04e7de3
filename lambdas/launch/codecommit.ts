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
      return { kind: 'push', type: 'codecommit', repository, ref, commit, at, identity, github: null };
    });
  });
}
