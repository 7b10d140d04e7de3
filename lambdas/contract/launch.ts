import * as v from 'valibot';
import { executionInput } from './execution-input.ts';
import { words } from './words.ts';

/** What is wrong in it makes no model state unreadable. */
const carried = {
  commit: v.optional(v.string()),
  push: v.optional(v.looseObject({ ref: v.string(), author: words(100), message: words(200) })),
};

/** A wish for a run, whoever had it: what waits in the model state, and becomes an execution's input. */
export const launch = v.looseObject({
  /** The same for every delivery of the same wish: 16 hex digits. */
  id: v.string(),
  /** When it was asked for, ISO 8601: the newest waits, the others are superseded. */
  at: v.string(),
  /** `a push to main by jane`: for people. */
  trigger: words(200),
  /** Set for a push: what the head of its branch was then. */
  head: v.nullable(
    v.looseObject({
      ref: v.string(),
      commit: v.string(),
      /** What it was before the push: decides which of two pushes of one second is the newer. */
      before: v.optional(v.nullable(v.string())),
      /** Who told of it: a push that is told of in two ways is one. */
      way: v.optional(v.string()),
    }),
  ),
  /** Prepare says what is wrong with it: here it is only carried. */
  input: v.looseObject({ ...executionInput.entries, ...carried }),
});
export type Launch = v.InferOutput<typeof launch>;

const githubPush = v.strictObject({
  source: v.literal('github'),
  delivery: v.string(),
  repository: v.string(),
  ref: v.string(),
  before: v.string(),
  after: v.string(),
  pushedAt: v.string(),
  pusher: words(100),
  author: words(100),
  message: words(200),
  /** Files the push touched; null where GitHub does not say all of them. */
  paths: v.nullable(v.array(v.string())),
});
export type GithubPush = v.InferOutput<typeof githubPush>;

const command = v.strictObject({
  model: v.string(),
  action: v.picklist(['cancel', 'unlock']),
  /** Who asked, for the mail. */
  by: v.optional(words(100)),
});

const wish = v.strictObject({
  ...executionInput.entries,
  /** Tells repeated deliveries of a schedule apart from its next time; default: the message's id. */
  id: v.optional(v.string()),
  at: v.optional(v.string()),
  /** The push that is the reason: the hourly comparison of heads then knows it. `commit` is its commit, `at` when it was pushed. */
  head: v.optional(v.strictObject({ ref: v.string(), before: v.optional(v.nullable(v.string())), at: v.optional(v.string()) })),
});

/** What Trainyard itself and people publish to the launch topic. CodeCommit's and S3's messages have AWS's shapes. */
export const launchMessages = { githubPush, command, wish } as const;
