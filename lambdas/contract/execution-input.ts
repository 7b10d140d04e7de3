import * as v from 'valibot';
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
