import * as v from 'valibot';
import { jobServices, objects } from '../../contract/layout.ts';
import { type Job, job, type Run, run } from '../../contract/payloads.ts';
import { type Artifacts, readDocument, writeDocument } from '../documents.ts';

/** What `wake` and `finish` need to know of a job that runs. */
const jobRecord = v.object({
  job,
  run,
  /** Of the await state; null until that has been entered. A credential: never logged. */
  token: v.nullable(v.string()),
  /** For a deployment: the endpoint was seen changing, so that `InService` from now on is the change's end and not its beginning. */
  seenChanging: v.boolean(),
  /**
   * Whether the waiting state knows that events arrive. Absent in the record of an execution whose definition does not ask: it could not take
   * the answer.
   */
  heard: v.optional(v.boolean()),
  /** For a training: its key, and its inputs' fingerprints when it was started. */
  training: v.nullable(v.object({ key: v.string(), data: v.record(v.string(), v.string()) })),
});
export type JobRecord = v.InferOutput<typeof jobRecord>;

/** The record of a job just begun. */
export const newRecord = (run: Run, job: Job): JobRecord => ({ job, run, token: null, seenChanging: false, training: null });

/** Undefined for a job that no run began. */
export async function readJob(
  artifacts: Artifacts,
  service: (typeof jobServices)[Job['kind']],
  name: string,
): Promise<JobRecord | undefined> {
  const stored = await readDocument(artifacts, objects.job(service, name));
  return stored && v.parse(jobRecord, stored.value);
}

export async function writeJob(artifacts: Artifacts, record: JobRecord): Promise<void> {
  await writeDocument(artifacts, objects.job(jobServices[record.job.kind], record.job.name), record);
}
