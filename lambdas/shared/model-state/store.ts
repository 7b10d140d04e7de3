import * as v from 'valibot';
import { ErrorName } from '../../contract/errors.ts';
import { objects } from '../../contract/layout.ts';
import { emptyState, type ModelState, modelState } from '../../contract/model-state.ts';
import { problems } from '../../contract/problems.ts';
import type { Clock } from '../clock.ts';
import { type Artifacts, readDocument, replaceDocument } from '../documents.ts';
import { PipelineError } from '../errors.ts';

const attempts = 8;

/** The model state, empty for a model that never ran. @throws StateUnreadable where the object is something else */
export async function readState(artifacts: Artifacts, model: string): Promise<ModelState> {
  return (await load(artifacts, model)).state;
}

/** As {@link readState}; undefined where the object is no model state, for whoever has something to say even then. */
export async function readableState(artifacts: Artifacts, model: string): Promise<ModelState | undefined> {
  try {
    return await readState(artifacts, model);
  } catch (error) {
    if (error instanceof PipelineError && error.name === ErrorName.StateUnreadable) return undefined;
    throw error;
  }
}

/**
 * Changes the model state by compare-and-swap. `change` may be called several times, each time with what is stored by then; it returns
 * the same object to leave everything as it is. Every write has a fresh `rev`, so that a refused write whose first try did arrive (a lost
 * answer, repeated by the SDK) is told from a lost race.
 * @throws StateConflict when other writers went first eight times · StateUnreadable where the object is something else
 */
export async function changeState(
  artifacts: Artifacts,
  clock: Clock,
  model: string,
  change: (state: ModelState) => ModelState,
): Promise<ModelState> {
  const mine = new Set<string>();
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const { state, etag } = await load(artifacts, model);
    if (mine.has(state.rev)) return state;
    const changed = change(state);
    if (changed === state) return state;
    const next = { ...changed, rev: clock.unique() };
    mine.add(next.rev);
    if (await replaceDocument(artifacts, objects.state(model), next, etag)) return next;
    await clock.delay(25 * 2 ** attempt);
  }
  const { state } = await load(artifacts, model);
  if (mine.has(state.rev)) return state;
  throw new PipelineError(
    ErrorName.StateConflict,
    `${objects.state(model)} changed ${attempts} times while this run wanted to change it: other runs of ${model} are busy; try again`,
  );
}

const faultsOf = (schema: v.GenericSchema, issues: readonly v.BaseIssue<unknown>[]): string =>
  problems(schema, issues.slice(0, 3))
    .map(({ field, text }) => `${field || 'it'}: ${text}`)
    .join('; ');

async function load(artifacts: Artifacts, model: string): Promise<{ state: ModelState; etag: string | undefined }> {
  const stored = await readDocument(artifacts, objects.state(model));
  if (!stored) return { state: emptyState, etag: undefined };
  const result = v.safeParse(modelState, stored.value);
  if (!result.success) {
    const address = `s3://${artifacts.bucket}/${objects.state(model)}`;
    const faults = stored.value === undefined ? 'it is no JSON' : faultsOf(modelState, result.issues);
    throw new PipelineError(
      ErrorName.StateUnreadable,
      `${address} is not a model state: ${faults}. Nothing is written over it; restore an earlier version of the object.`,
    );
  }
  return { state: result.output, etag: stored.etag };
}
