import type { SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { type Deployed, deployed } from '../contract/deployed.ts';
import { ErrorName } from '../contract/errors.ts';
import { objects, parameters as parameterNames } from '../contract/layout.ts';
import { type Answer, type Outcome, type PrepareInput, type Run, run as runSchema } from '../contract/payloads.ts';
import type { Settings } from '../contract/settings.ts';
import { type Clock, iso } from '../shared/clock.ts';
import { type Artifacts, readDocument, writeDocument } from '../shared/documents.ts';
import { PipelineError } from '../shared/errors.ts';
import { executionHash, hashOf, runId } from '../shared/hash.ts';
import { learn } from '../shared/model-state/learned.ts';
import { takeLock } from '../shared/model-state/lock.ts';
import { changeState } from '../shared/model-state/store.ts';
import { mergeSettings } from '../shared/settings/merge.ts';
import { type ModelParameters, modelParameters } from '../shared/settings/parameters.ts';
import { requireFitting } from './fitting.ts';
import { imageKeys, isShared } from './images.ts';
import { parseInput } from './input.ts';
import { type ReleaseDependencies, releaseArn } from './release.ts';
import { type SourceDependencies, sourceOf } from './source.ts';

export interface PrepareDependencies extends SourceDependencies, ReleaseDependencies {
  readonly artifacts: Artifacts;
  readonly clock: Clock;
  readonly ssm: SSMClient;
  readonly installation: string;
  readonly dataBucket: string;
}

/**
 * Reads the settings, takes the model's lock and fixes every name of the run, so that a later call of any function finds what an earlier
 * one began. Where another run holds the lock, the wish waits in the model state and this execution ends as "queued".
 * @throws InvalidInput, InvalidSettings, ReleaseGone, CommitMissing: nothing was started · LockLost in an execution that is cleaned up
 */
export async function prepare({ execution, input }: PrepareInput, dependencies: PrepareDependencies): Promise<Answer<'prepare'>> {
  const { artifacts, ssm, installation, dataBucket } = dependencies;
  const wanted = parseInput(input);
  const found = await modelParameters(ssm, installation, wanted.model);
  const { model } = found;
  const facts = readDeployed(found, installation);
  const { settings, overrides, versions } = mergeSettings(installation, found, wanted.options ?? {});
  requireFitting(wanted, facts.source, settings, model);
  const release = wanted.release === undefined ? null : await releaseArn(wanted.release, facts, execution.arn, dependencies);

  const trigger = wanted.trigger ?? 'a started execution';
  const launch = { id: hashOf(execution.arn).slice(0, 16), at: execution.startedAt, trigger, head: null, input: { ...wanted, model } };
  const lock = await takeLock(
    model,
    execution,
    { launch, mode: settings.triggers.mode, mails: settings.notifications.mails },
    dependencies,
  );
  if (lock.token === null) return { run: null, outcome: queued(model, lock.holder) };

  // The first call's answer was lost: the branch or the settings may have moved on since, the run may not.
  const known = v.safeParse(runSchema, (await readDocument(artifacts, objects.run(executionHash(execution.arn))))?.value);
  if (known.success) return begun(known.output, dependencies);
  const source = await sourceOf(facts.source, wanted, settings, dependencies);
  const keys = await imageKeys(settings, source, facts, dependencies);
  const id = runId(execution.startedAt, execution.arn);
  const name = `${model}-${id}`;
  const plan = (role: 'training' | 'inference') => ({ ...keys[role], repositoryUri: facts.repositoryUri, job: `${name}-${role}-image` });
  const run: Run = {
    id,
    model,
    execution: { arn: execution.arn, name: execution.name },
    startedAt: execution.startedAt,
    token: lock.token,
    trigger,
    source,
    settings: { ...settings, training: { ...settings.training, channels: channelUris(settings, dataBucket, model) } },
    overrides,
    parameters: versions,
    images: { training: plan('training'), inference: plan('inference'), shared: isShared(settings) },
    names: {
      trainingJob: name,
      verification: `${name}-verification`,
      sagemakerModel: name,
      endpointConfig: name,
      endpoint: settings.deployment.endpointName ?? model,
      modelPackageGroup: facts.modelPackageGroup,
    },
    roles: { build: facts.buildRoleArn, training: facts.trainingRoleArn, hosting: facts.hostingRoleArn },
    platform: facts.platform,
    release,
    buildspecHash: facts.buildspecHash,
  };
  await writeDocument(artifacts, objects.run(executionHash(execution.arn)), run);
  return begun(run, dependencies);
}

/** From here on the run has its commit: whatever becomes of it, its push was not lost. A rollback builds none. */
async function begun(run: Run, { artifacts, clock }: PrepareDependencies): Promise<Answer<'prepare'>> {
  const { execution, model, release, source } = run;
  if (source.type !== 'folder' && release === null)
    await changeState(artifacts, clock, model, (state) => learn(state, execution.name, source.version, iso(clock.now())));
  return { run, outcome: null };
}

const queued = (model: string, holder: string): Outcome => ({
  outcome: 'queued',
  model,
  run: null,
  release: null,
  endpoint: null,
  summary: `${holder} holds the lock of ${model}: this start waits and runs next, unless a newer one supersedes it.`,
});

function readDeployed({ model, parameters }: ModelParameters, installation: string): Deployed {
  const name = parameterNames.deployed(installation, model);
  const text = parameters.find((parameter) => parameter.name === name)?.value ?? '';
  const value = v.safeParse(v.pipe(v.string(), v.parseJson(), deployed), text);
  if (value.success) return value.output;
  throw new PipelineError(ErrorName.InvalidSettings, `${name} is not what the model's stack writes: deploy the stack of ${model} again.`);
}

/** A channel is an `s3://` address, or a prefix in the model's folder of the data bucket. */
function channelUris({ training }: Settings, dataBucket: string, model: string): Record<string, string> {
  const uri = (place: string) => (place.startsWith('s3://') ? place : `s3://${dataBucket}/${model}/${place.replace(/^\/+/, '')}`);
  return Object.fromEntries(Object.entries(training.channels).map(([channel, place]) => [channel, uri(place)]));
}
