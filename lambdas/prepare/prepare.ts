import { GetObjectCommand } from '@aws-sdk/client-s3';
import type { SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { type Deployed, deployed } from '../contract/deployed.ts';
import { ErrorName } from '../contract/errors.ts';
import { type ExecutionInput, executionInput } from '../contract/execution-input.ts';
import { objects, parameters as parameterNames } from '../contract/layout.ts';
import type { PrepareInput, Run } from '../contract/payloads.ts';
import { problems } from '../contract/problems.ts';
import type { Settings } from '../contract/settings.ts';
import { type Artifacts, writeDocument } from '../shared/documents.ts';
import { PipelineError } from '../shared/errors.ts';
import { canonical, executionHash, runId } from '../shared/hash.ts';
import { imageKey } from '../shared/image-key.ts';
import { mergeSettings } from '../shared/settings/merge.ts';
import { type ModelParameters, modelParameters } from '../shared/settings/parameters.ts';

export interface PrepareDependencies {
  readonly artifacts: Artifacts;
  readonly ssm: SSMClient;
  readonly installation: string;
  readonly dataBucket: string;
}

/**
 * Reads the settings, computes the images' keys and fixes every name of the run, so that a later call of any function finds what an earlier
 * one began.
 * @throws InvalidInput, InvalidSettings: nothing was started
 */
export async function prepare({ execution, input }: PrepareInput, dependencies: PrepareDependencies): Promise<Run> {
  const { artifacts, ssm, installation, dataBucket } = dependencies;
  const wanted = parseInput(input);
  const found = await modelParameters(ssm, installation, wanted.model);
  const facts = readDeployed(found, installation);
  checkRelease(wanted.release, facts);
  const { settings, overrides, versions } = mergeSettings(installation, found, wanted.options ?? {});

  const { model } = found;
  const id = runId(execution.startedAt, execution.arn);
  const name = `${model}-${id}`;
  const { training, inference } = settings.build;
  const shared = canonical(training) === canonical(inference);
  const keys = await imageKeys(settings, facts, shared, artifacts);
  const plan = (role: 'training' | 'inference') => ({ key: keys[role], repositoryUri: facts.repositoryUri, job: `${name}-${role}-image` });
  const run: Run = {
    id,
    model,
    execution: { arn: execution.arn, name: execution.name },
    startedAt: execution.startedAt,
    trigger: wanted.trigger ?? 'a started execution',
    source: facts.source,
    settings: { ...settings, training: { ...settings.training, channels: channelUris(settings, dataBucket, model) } },
    overrides,
    parameters: versions,
    images: { training: plan('training'), inference: plan('inference'), shared },
    names: {
      trainingJob: name,
      verification: `${name}-verification`,
      sagemakerModel: name,
      endpointConfig: name,
      endpoint: settings.deployment.endpointName ?? model,
      modelPackageGroup: facts.modelPackageGroup,
    },
    roles: { training: facts.trainingRoleArn, hosting: facts.hostingRoleArn },
    release: wanted.release ?? null,
    buildspecHash: facts.buildspecHash,
  };
  await writeDocument(artifacts, objects.run(executionHash(execution.arn)), run);
  return run;
}

function parseInput(input: unknown): ExecutionInput {
  const result = v.safeParse(executionInput, input ?? {});
  if (result.success) return result.output;
  const faults = problems(executionInput, result.issues).map(({ field, text }) => `${field || 'the input'}: ${text}`);
  throw new PipelineError(ErrorName.InvalidInput, `The execution's input is wrong. ${faults.join('; ')}. {} runs the only model.`);
}

function readDeployed({ model, parameters }: ModelParameters, installation: string): Deployed {
  const name = parameterNames.deployed(installation, model);
  const text = parameters.find((parameter) => parameter.name === name)?.value ?? '';
  const value = v.safeParse(v.pipe(v.string(), v.parseJson(), deployed), text);
  if (value.success) return value.output;
  throw new PipelineError(ErrorName.InvalidSettings, `${name} is not what the model's stack writes: deploy the stack of ${model} again.`);
}

/** `arn:…:model-package/<group>/<version>`, of this model's own group. */
function checkRelease(release: string | undefined, { modelPackageGroup }: Deployed): void {
  if (release === undefined || /^arn:[^:]+:sagemaker:[^:]*:\d+:model-package\/([^/]+)\/\d+$/.exec(release)?.[1] === modelPackageGroup)
    return;
  throw new PipelineError(
    ErrorName.InvalidInput,
    `release: expected the ARN of a model package of ${modelPackageGroup} (arn:…:model-package/${modelPackageGroup}/VERSION), got "${release}".`,
  );
}

/** A channel is an `s3://` address, or a prefix in the model's folder of the data bucket. */
function channelUris({ training }: Settings, dataBucket: string, model: string): Record<string, string> {
  const uri = (place: string) => (place.startsWith('s3://') ? place : `s3://${dataBucket}/${model}/${place.replace(/^\/+/, '')}`);
  return Object.fromEntries(Object.entries(training.channels).map(([channel, place]) => [channel, uri(place)]));
}

/** The keys of both images from the packaged source's manifest. A shared image carries the samples too. */
async function imageKeys(settings: Settings, { source, buildspecHash }: Deployed, shared: boolean, { s3 }: Artifacts) {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: source.bucket, Key: source.manifestKey }));
  const manifest = (await Body?.transformToString()) ?? '';
  const key = (role: 'training' | 'inference') =>
    imageKey({
      manifest,
      ...settings.build[role],
      platform: settings.build.platform,
      buildspecHash,
      samples: role === 'inference' || shared ? settings.deployment.samples : '',
    });
  return { training: key('training'), inference: key('inference') };
}
