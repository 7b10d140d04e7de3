import * as v from 'valibot';
import type { GithubPush } from '../contract/launch.ts';
import { iso } from '../shared/clock.ts';
import { authorName, firstLine } from '../shared/sources/commit.ts';
import { branchPrefix } from '../shared/sources/filters.ts';

const files = v.optional(v.array(v.string()), []);
const commit = v.object({ added: files, modified: files, removed: files });
const name = v.optional(v.nullable(v.object({ name: v.optional(v.nullable(v.string()), '') })));

/** A push as GitHub tells of it, as far as it is read. https://docs.github.com/en/webhooks/webhook-events-and-payloads#push */
export const pushPayload = v.object({
  ref: v.string(),
  before: v.string(),
  after: v.string(),
  deleted: v.optional(v.boolean(), false),
  forced: v.optional(v.boolean(), false),
  repository: v.object({ full_name: v.string(), pushed_at: v.optional(v.nullable(v.union([v.number(), v.string()]))) }),
  pusher: name,
  head_commit: v.optional(v.nullable(v.object({ message: v.string(), timestamp: v.string(), author: name }))),
  commits: v.optional(v.array(commit), []),
});
export type PushPayload = v.InferOutput<typeof pushPayload>;

// Longer lists GitHub may have cut: 20 commits by its documentation, 3,000 files a commit.
const commitsToldAtMost = 19;
const filesToldAtMost = 2999;
// SNS takes 262,144 bytes a message.
const pathBytesAtMost = 200_000;

/** Why this push starts nothing; undefined for a push to a branch. */
export function ignored({ ref, deleted }: PushPayload): string | undefined {
  if (!ref.startsWith(branchPrefix)) return 'not a branch';
  return deleted ? 'the branch was deleted' : undefined;
}

/** The fields that `launch` needs and no others. `now` is the time of a push that has none. */
export function extract(payload: PushPayload, delivery: string, now: number): GithubPush {
  const { repository, head_commit: head, pusher } = payload;
  return {
    source: 'github',
    delivery,
    repository: repository.full_name,
    ref: payload.ref,
    before: payload.before,
    after: payload.after,
    pushedAt: pushedAt(payload) ?? iso(now),
    pusher: authorName(pusher?.name ?? ''),
    author: authorName(head?.author?.name ?? ''),
    message: firstLine(head?.message ?? ''),
    paths: touched(payload),
  };
}

/** Seconds since the epoch in webhooks, ISO 8601 everywhere else. */
function pushedAt({ repository: { pushed_at: at }, head_commit: head }: PushPayload): string | undefined {
  const ms = typeof at === 'number' ? at * 1000 : Date.parse(at ?? head?.timestamp ?? '');
  return Number.isNaN(new Date(ms).getTime()) ? undefined : iso(ms);
}

function touched({ commits, forced }: PushPayload): string[] | null {
  const lists = commits.flatMap(({ added, modified, removed }) => [added, modified, removed]);
  if (forced || commits.length === 0 || commits.length > commitsToldAtMost) return null;
  if (lists.some(({ length }) => length > filesToldAtMost)) return null;
  const paths = [...new Set(lists.flat())];
  return Buffer.byteLength(JSON.stringify(paths)) > pathBytesAtMost ? null : paths;
}
