import * as v from 'valibot';
import { objects } from '../contract/layout.ts';
import { type Run, run as runSchema } from '../contract/payloads.ts';
import { type Artifacts, readDocument } from './documents.ts';
import { executionHash } from './hash.ts';

/** The run that an execution is; undefined where it ended before Prepare had fixed one: then nothing was started. */
export async function readRun(artifacts: Artifacts, executionArn: string): Promise<Run | undefined> {
  const stored = await readDocument(artifacts, objects.run(executionHash(executionArn)));
  const parsed = v.safeParse(runSchema, stored?.value);
  return parsed.success ? parsed.output : undefined;
}

/** Seconds until recovery looks again: `least` at first, longer the longer it has waited, never more than a minute. */
export const pauseSeconds = (elapsedMs: number, least: number): number => Math.min(60, Math.max(least, Math.floor(elapsedMs / 10_000)));
