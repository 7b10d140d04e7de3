import * as v from 'valibot';
import { line } from './text.ts';
import { identifier, words } from './words.ts';

/** What `Start execution` accepts: everything optional, `{}` runs the only model. */
export const executionInput = v.strictObject({
  model: v.optional(v.string()),
  /** A model package's ARN or version number: verify and deploy that release instead of building and training. */
  release: v.optional(v.string()),
  /** A commit id or branch of the model's repository; default: the newest commit of its first branch. */
  commit: v.optional(identifier),
  /** What `launch` knows of the push, for the mails. */
  push: v.optional(v.strictObject({ ref: identifier, author: words(100), message: words(200) })),
  /** Settings for this execution only, by section. */
  options: v.optional(v.record(v.string(), v.record(v.string(), v.unknown()))),
  /** Who or what started it, for the mail. */
  trigger: v.optional(words(200)),
});
export type ExecutionInput = v.InferOutput<typeof executionInput>;

/** What consoles and other workflows write into an input by themselves: it asks for nothing. */
const byproducts = ['Comment', 'comment', 'StatePayload', 'AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID'];

/** The only event that is a start in itself: time for a run. It names no model, so it means the only one. */
const scheduled = v.looseObject({ 'detail-type': v.literal('Scheduled Event'), source: v.picklist(['aws.events', 'aws.scheduler']) });
const event = v.looseObject({ 'detail-type': v.string(), source: v.string() });

/**
 * An execution's input without what its starter wrote by itself: the console's `Comment`, a parent execution's id, the event that a schedule
 * without an input of its own hands over. It is read by `executionInput`; `event` names an event that is no start.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-nested-workflows.html
 */
export function startInput(input: unknown): { readonly asked: unknown; readonly trigger?: string; readonly event?: string } {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return { asked: input };
  if (v.is(scheduled, input)) return { asked: {}, trigger: 'a schedule of EventBridge' };
  if (v.is(event, input)) return { asked: input, event: `${input['detail-type']} of ${input.source}` };
  const asked = Object.fromEntries(Object.entries(input).filter(([name]) => !byproducts.includes(name)));
  const parent = (input as Record<string, unknown>).AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID;
  return { asked, ...(typeof parent === 'string' && { trigger: `the execution ${line(parent.split(':').at(-1) ?? '', 80)}` }) };
}
