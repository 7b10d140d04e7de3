import * as v from 'valibot';
import { mailKinds } from './settings.ts';

/** What serves now. Facts about the release itself are read from the Model Registry, nowhere else. */
const champion = v.object({
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
const target = v.object({
  run: v.string(),
  endpoint: v.string(),
  endpointConfig: v.string(),
  /** Null: the endpoint did not exist before. */
  previousConfig: v.nullable(v.string()),
  attempts: v.number(),
  at: v.string(),
});
export type Target = v.InferOutput<typeof target>;

const runRecord = v.object({
  id: v.string(),
  execution: v.string(),
  startedAt: v.string(),
  /** Null while the run goes on. */
  outcome: v.nullable(v.picklist(['succeeded', 'unchanged', 'rejected', 'failed'])),
  summary: v.string(),
  mailed: v.array(v.picklist(mailKinds)),
});
export type RunRecord = v.InferOutput<typeof runRecord>;

/** `state/<model>.json`: changed only by compare-and-swap, a fresh `rev` in every write. */
export const modelState = v.object({
  rev: v.string(),
  champion: v.nullable(champion),
  target: v.nullable(target),
  /** The newest runs, newest first. */
  runs: v.array(runRecord),
});
export type ModelState = v.InferOutput<typeof modelState>;
