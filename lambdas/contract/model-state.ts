import * as v from 'valibot';
import { launch } from './launch.ts';

// Loose: an execution keeps the functions it began with, and what a newer version wrote beside what these know must survive them.

/** What serves now. Facts about the release itself are read from the Model Registry, nowhere else. */
const champion = v.looseObject({
  release: v.string(),
  run: v.string(),
  endpoint: v.string(),
  endpointConfig: v.string(),
  /** Hash of the deployment settings it was deployed with. */
  deploymentKey: v.string(),
  at: v.string(),
});
export type Champion = v.InferOutput<typeof champion>;

/** A deployment under way: written before SageMaker is called, so that a failed run can be undone. */
const target = v.looseObject({
  run: v.string(),
  endpoint: v.string(),
  endpointConfig: v.string(),
  /** Null: the endpoint did not exist before. */
  previousConfig: v.nullable(v.string()),
  /** Which attempt this is. Only one whose change SageMaker began counts: after a refusal the next call has the same number. */
  attempts: v.number(),
  /** When the endpoint had last changed before this attempt, by SageMaker's clock: what is older is no result of it. Null: there was none. */
  changedAt: v.optional(v.nullable(v.string())),
  at: v.string(),
});
export type Target = v.InferOutput<typeof target>;

/** How runs end. */
export const outcomes = ['succeeded', 'unchanged', 'rejected', 'failed', 'aborted', 'superseded'] as const;

const runRecord = v.looseObject({
  id: v.string(),
  execution: v.string(),
  startedAt: v.string(),
  /** Null while the run goes on. */
  outcome: v.nullable(v.picklist(outcomes)),
  summary: v.string(),
  /** Ids of mails about its images, each written once. */
  told: v.optional(v.array(v.string())),
});
export type RunRecord = v.InferOutput<typeof runRecord>;

/** The lock: the right to change one model, held by one execution and then by its recovery. */
const running = v.looseObject({
  /** Grows with every holder: a function of a former holder is told by it. */
  token: v.number(),
  /** `stuck`: recovery failed three times; nothing runs until a person unlocks. */
  phase: v.picklist(['starting', 'running', 'recovering', 'stuck']),
  /** When this phase began. */
  since: v.string(),
  execution: v.object({ name: v.string(), arn: v.nullable(v.string()) }),
  /** What it was started for; null for an execution that a person started. */
  launch: v.nullable(launch),
  /** Somebody wants it stopped: a person, or a newer push (`superseded`). */
  cancel: v.nullable(v.object({ kind: v.picklist(['aborted', 'superseded']), reason: v.string() })),
  /** Recoveries started so far. */
  recoveries: v.number(),
});
export type Running = v.InferOutput<typeof running>;

/** A mail to be sent. `claim`: who sends it now; after `until` somebody else may. */
const outgoing = v.looseObject({
  id: v.string(),
  outcome: v.string(),
  subject: v.string(),
  body: v.string(),
  claim: v.nullable(v.object({ by: v.string(), until: v.string() })),
});
export type Outgoing = v.InferOutput<typeof outgoing>;

/** A push to a branch, as far as anybody told of it. */
const push = v.looseObject({
  ref: v.string(),
  commit: v.string(),
  /** The branch's commit before it; null where that was not told. */
  before: v.nullable(v.string()),
  at: v.string(),
  /** Who told of it. */
  ways: v.array(v.string()),
  /** The head that was known before the first push of this one's second; null: none was. */
  from: v.nullable(v.string()),
});
export type AcceptedPush = v.InferOutput<typeof push>;

const unlearned = v.looseObject({
  ref: v.string(),
  commit: v.string(),
  /** Id of the launch that is to begin with it. */
  launch: v.string(),
  /** Launches of it so far. */
  attempts: v.number(),
});

const looked = v.looseObject({ source: v.string(), heads: v.record(v.string(), v.nullable(v.string())) });

/** `state/<model>.json`: changed only by compare-and-swap, a fresh `rev` in every write. */
export const modelState = v.looseObject({
  rev: v.string(),
  /** The last token given. */
  seq: v.optional(v.number(), 0),
  running: v.optional(v.nullable(running), null),
  /** At most one rollback and, after it, one other. */
  pending: v.optional(v.array(launch), []),
  /** Ids of the launches accepted last; `command ID` of messages that cancelled a run. */
  seen: v.optional(v.array(v.string()), []),
  /** Branch → the last accepted push. */
  heads: v.optional(v.record(v.string(), v.object({ commit: v.string(), at: v.string() })), {}),
  /** The pushes accepted last, to any branch: what tells which is the newer of one second's, and one push that is heard of in two ways. */
  pushes: v.optional(v.array(push), []),
  /** The newest accepted push of each branch, while no run has begun with it: it is launched again where none ever does. */
  unlearned: v.optional(v.array(unlearned), []),
  /** Commits that runs began with of which no push was told, and when. */
  learned: v.optional(v.array(v.looseObject({ commit: v.string(), at: v.string() })), []),
  /** When the branches' heads were compared last. */
  comparedAt: v.optional(v.nullable(v.string()), null),
  /** What the first comparison found: the repository, and each branch's head (null: no such branch). It is known, and was never pushed here. */
  looked: v.optional(v.nullable(looked), null),
  /** Uploads that no run was started for yet: the first, the last known, and how many are known. */
  uploads: v.optional(v.nullable(v.object({ since: v.string(), last: v.string(), count: v.number() })), null),
  /** The newest upload that a run was started for. */
  uploadsLaunched: v.optional(v.nullable(v.string()), null),
  champion: v.nullable(champion),
  target: v.nullable(target),
  /** The newest runs, newest first. */
  runs: v.array(runRecord),
  outbox: v.optional(v.array(outgoing), []),
});
export type ModelState = v.InferOutput<typeof modelState>;

/** Of a model that never ran. */
export const emptyState: ModelState = {
  rev: '',
  seq: 0,
  running: null,
  pending: [],
  seen: [],
  heads: {},
  pushes: [],
  unlearned: [],
  learned: [],
  comparedAt: null,
  looked: null,
  uploads: null,
  uploadsLaunched: null,
  champion: null,
  target: null,
  runs: [],
  outbox: [],
};
