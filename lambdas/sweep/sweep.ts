import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { ErrorName } from '../contract/errors.ts';
import { objects } from '../contract/layout.ts';
import type { ModelState } from '../contract/model-state.ts';
import type { Artifacts } from '../shared/documents.ts';
import { PipelineError } from '../shared/errors.ts';
import { drive } from '../shared/model-state/drive.ts';
import { executionEnded } from '../shared/model-state/ended.ts';
import { settlingMs } from '../shared/model-state/heads.ts';
import { sectionSettings } from '../shared/settings/merge.ts';
import { type ModelParameters, modelParameters } from '../shared/settings/parameters.ts';
import { reactions } from '../shared/settings/reactions.ts';
import { type GitSource, gitSources } from '../shared/sources/repositories.ts';
import { type BillingDependencies, measureBilling } from './billing.ts';
import { type CompareDependencies, compareHeads } from './compare.ts';
import { patiently } from './patiently.ts';

/** What the schedule sends; `compare` by hand: compare the heads now, whenever that was done last, and take them for the newest there are. */
export interface SweepEvent {
  readonly compare?: boolean;
}

export interface SweepDependencies extends Omit<CompareDependencies, 'limited'>, BillingDependencies {}

const parallel = 8;
const comparedEveryMs = 3600_000;
// 24 sweeps: many in a row may have failed when it was heard of nowhere else (three lost ones were too many in seeds 872, 1858 and 2025).
const failuresSinceMs = 2 * 3600_000;
const failuresAtMost = 50;

/**
 * Goes on with every model, whatever event was lost: the lock, the mails, uploads that have come to rest, pushes that were not delivered.
 * @throws Error naming the models it failed for, after all the others were swept
 */
export async function sweep({ compare = false }: SweepEvent, dependencies: SweepDependencies): Promise<void> {
  const { ssm, installation, artifacts, log, clock } = dependencies;
  const sources = new Map((await gitSources(ssm, installation)).map((source) => [source.model, source]));
  const faults: { readonly model: string; readonly error: unknown }[] = [];
  const failed = (error: unknown) => void faults.push({ model: 'executions that failed', error });
  await failedExecutions(failed, dependencies).catch(failed);
  const models = [...new Set([...(await modelsWithState(artifacts)), ...sources.keys()])].sort();
  const states = new Map<string, ModelState>();
  const limited: CompareDependencies['limited'] = new Map();
  const queue = [...models];
  const work = async (): Promise<void> => {
    for (let model = queue.shift(); model !== undefined; model = queue.shift()) {
      try {
        await patiently(clock, async () => {
          // First, and without the settings: whatever is wrong with those, a run must be cleaned up.
          const state = await drive(model, { type: 'tick' }, dependencies);
          states.set(model, state);
          await sweepModel(model, state, sources.get(model), compare, { ...dependencies, limited });
        });
      } catch (error) {
        log.warn('sweep failed', { model, error });
        faults.push({ model, error });
      }
    }
  };
  await Promise.all(Array.from({ length: parallel }, work));
  await measure(states, dependencies).catch((error: unknown) => {
    faults.push({ model: 'what still bills', error });
  });
  log.info('swept', { models: models.length, failed: faults.length });
  if (faults.length === 0) return;
  const texts = faults.map(({ model, error }) => `${model} (${error instanceof Error ? `${error.name}: ${error.message}` : error})`);
  throw new AggregateError(
    faults.map(({ error }) => error),
    `The sweep failed for ${texts.join(', ')}; it tries again in five minutes`,
  );
}

/** The oldest lock's age since its phase began, and what bills though no lock is held. */
async function measure(states: ReadonlyMap<string, ModelState>, dependencies: SweepDependencies): Promise<void> {
  const { clock, count } = dependencies;
  const ages = [...states.values()].flatMap(({ running }) => (running ? clock.now() - Date.parse(running.since) : []));
  count('LockAgeSeconds', {}, { value: Math.max(0, ...ages) / 1000, unit: 'Seconds' });
  await measureBilling(states, dependencies);
}

async function sweepModel(
  model: string,
  state: ModelState,
  source: GitSource | undefined,
  compare: boolean,
  dependencies: CompareDependencies,
): Promise<void> {
  const { clock, installation } = dependencies;
  const isCompared = !compare && state.comparedAt !== null && clock.now() - Date.parse(state.comparedAt) < comparedEveryMs;
  if (!state.uploads && (!source || isCompared)) return;
  const found = await deployedModel(model, dependencies);
  if (!found) return;
  const { data, dataQuietMinutes: quietMinutes } = sectionSettings(installation, found, 'triggers');
  if (state.uploads && data) await drive(model, { type: 'quiet', quietMinutes, ...reactions(installation, found) }, dependencies);
  if (source && !isCompared) await compareHeads(source, state, found, compare ? 0 : settlingMs, dependencies);
}

/** Undefined for a model whose stack was removed: what is left of its state starts nothing. */
async function deployedModel(
  model: string,
  { ssm, installation }: Pick<SweepDependencies, 'ssm' | 'installation'>,
): Promise<ModelParameters | undefined> {
  try {
    return await modelParameters(ssm, installation, model);
  } catch (error) {
    if (error instanceof PipelineError && error.name === ErrorName.InvalidInput) return undefined;
    throw error;
  }
}

/**
 * Executions that failed before they held a lock stand in no model state: where the event of their end was lost, or that of the recovery
 * that was to mail it, this is how their cause is mailed all the same.
 */
async function failedExecutions(failed: (error: unknown) => void, dependencies: SweepDependencies): Promise<void> {
  const { sfn, pipelineArn, recoveryArn, clock } = dependencies;
  for (const stateMachineArn of [pipelineArn, recoveryArn])
    for (const statusFilter of ['FAILED', 'TIMED_OUT', 'ABORTED'] as const) {
      const { executions = [] } = await sfn.send(new ListExecutionsCommand({ stateMachineArn, statusFilter, maxResults: failuresAtMost }));
      // One whose model's state cannot be read, say, keeps no other from its mail.
      for (const { executionArn = '', stopDate } of executions)
        if (clock.now() - (stopDate?.getTime() ?? 0) < failuresSinceMs) await executionEnded(executionArn, dependencies).catch(failed);
    }
}

async function modelsWithState({ s3, bucket }: Artifacts): Promise<string[]> {
  const found: string[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: objects.states, ContinuationToken }));
    for (const { Key = '' } of page.Contents ?? []) {
      const model = Key.slice(objects.states.length, -'.json'.length);
      if (Key === objects.state(model)) found.push(model);
    }
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken);
  return found;
}
