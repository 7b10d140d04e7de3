import type { Launch } from '../../contract/launch.ts';
import type { ModelState } from '../../contract/model-state.ts';
import { hashOf } from '../hash.ts';

/** An upload is known so long after it was made at most, where nothing fails: the queue's window, its polling, a call of `launch`. */
const toldMs = 60_000;

/**
 * The state that knows of uploads at these times (ISO 8601); the same object where it knew of all. What is no newer than the uploads of the
 * last launch is no news, however often or late it is delivered: that run began after them, and reads them. `grainMs`: within this time of
 * the last one, others go without saying.
 */
export function noteUploads(state: ModelState, times: readonly string[], grainMs = 0): ModelState {
  const { uploads } = state;
  const news = times.filter((at) => at > (state.uploadsLaunched ?? '')).sort();
  const [since, last] = [news[0], news.at(-1)];
  if (since === undefined || last === undefined) return state;
  if (!uploads) return { ...state, uploads: { since, last, count: news.length } };
  // Told before, as a whole: a second delivery. Or near enough, where each upload comes by itself.
  if (Date.parse(last) - Date.parse(uploads.last) <= grainMs && since >= uploads.since) return state;
  const known = [since, last, uploads.since, uploads.last].sort();
  return { ...state, uploads: { since: known[0] ?? since, last: known[3] ?? last, count: uploads.count + news.length } };
}

/** The one launch for a batch of uploads, once none can have come for `quietMinutes`; undefined before that. */
export function dueUploads({ uploads }: ModelState, model: string, now: string, quietMinutes: number): Launch | undefined {
  if (!uploads || Date.parse(now) - Date.parse(uploads.last) < quietMinutes * 60_000 + toldMs) return undefined;
  const trigger = uploads.count === 1 ? 'an upload to its data' : `some ${uploads.count} uploads to its data`;
  return {
    id: hashOf([model, 'uploads', uploads.since]).slice(0, 16),
    at: uploads.last,
    trigger,
    head: null,
    input: { model, trigger },
  };
}
