import type { Launch } from '../../contract/launch.ts';
import type { ModelState } from '../../contract/model-state.ts';
import { hashOf } from '../hash.ts';

// Ten thousand uploads must not mean ten thousand writes of one object: within this time of a noted upload, others go without saying.
const notedMs = 60_000;

/** The state that knows of an upload `at` (ISO 8601); the same object where one noted shortly before, or later, speaks for it. */
export function noteUpload(state: ModelState, at: string): ModelState {
  const { uploads } = state;
  if (!uploads) return { ...state, uploads: { since: at, last: at, count: 1 } };
  if (Date.parse(at) - Date.parse(uploads.last) <= notedMs) return state;
  return { ...state, uploads: { since: uploads.since, last: at, count: uploads.count + 1 } };
}

/** The one launch for a batch of uploads, once none can have come for `quietMinutes`; undefined before that. */
export function dueUploads({ uploads }: ModelState, model: string, now: string, quietMinutes: number): Launch | undefined {
  if (!uploads || Date.parse(now) - Date.parse(uploads.last) < quietMinutes * 60_000 + notedMs) return undefined;
  const trigger = `at least ${uploads.count} upload${uploads.count === 1 ? '' : 's'} to its data`;
  return {
    id: hashOf([model, 'uploads', uploads.since]).slice(0, 16),
    at: uploads.last,
    trigger,
    head: null,
    input: { model, trigger },
  };
}
