import { firstSentence, oneLine } from './text.ts';

/** What a state's answer says in a few words: the job it started, why something was reused, the gate's sentence. */
export function detail(answer: unknown): string {
  const value = record(answer);
  if (!value) return '';
  // Prepare's answer: the run that it fixed, or none where it found the lock taken.
  const run = record(value.run);
  if (run && typeof run.id === 'string') return `run ${run.id}`;
  const ended = record(value.outcome);
  if (ended) return detail(ended);
  const result = record(value.result);
  if (result) return reuse(result);
  const job = record(value.job);
  if (job && typeof job.name === 'string') return job.name;
  if (typeof value.reused === 'boolean') return reuse(value);
  for (const key of ['summary', 'reason', 'prediction']) if (typeof value[key] === 'string') return firstSentence(value[key]);
  if (typeof value.p95Ms === 'number')
    return `${value.samples} ${value.samples === 1 ? 'sample' : 'samples'}, p95 ${Math.round(value.p95Ms)} ms`;
  if (typeof value.version === 'number') return `release ${value.version}`;
  if (typeof value.endpoint === 'string') return value.endpoint;
  return '';
}

function reuse(result: Readonly<Record<string, unknown>>): string {
  const reason = typeof result.reason === 'string' ? oneLine(result.reason) : '';
  return result.reused === true ? `reused: ${reason}` : reason;
}

function record(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
}
