import { DescribeModelPackageCommand, type SageMakerClient } from '@aws-sdk/client-sagemaker';
import { ErrorName } from '../contract/errors.ts';
import type { ImageResult, Release, Run, TrainingResult } from '../contract/payloads.ts';
import { head } from '../contract/text.ts';
import { isMissing, PipelineError } from './errors.ts';
import { hashOf } from './hash.ts';

/** A release as the Model Registry knows it: nothing about it is kept anywhere else. */
export interface RegisteredRelease {
  readonly release: Omit<Release, 'inService'>;
  readonly run: string;
  readonly model: string;
  /** The commit, or the packaged source's version. */
  readonly source: string;
  /** Fingerprint of the data its metric was measured on. */
  readonly evaluationData: string;
  readonly approval: string;
  /** All that the package says of itself. */
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Reads a model package.
 * @throws ReleaseGone when there is none of this ARN, or it was not registered by this pipeline
 */
export async function describeRelease(sagemaker: SageMakerClient, arn: string): Promise<RegisteredRelease> {
  const found = await findRelease(sagemaker, arn);
  if (found) return found;
  throw new PipelineError(
    ErrorName.ReleaseGone,
    `There is no model package ${arn} that a run registered: choose one from the Model Registry.`,
  );
}

/** The same; undefined where `describeRelease` throws. */
export async function findRelease(sagemaker: SageMakerClient, arn: string): Promise<RegisteredRelease | undefined> {
  try {
    const output = await sagemaker.send(new DescribeModelPackageCommand({ ModelPackageName: arn }));
    const container = output.InferenceSpecification?.Containers?.[0];
    const facts = output.CustomerMetadataProperties ?? {};
    if (!container?.Image || !container.ModelDataUrl || !facts.run) return undefined;
    return {
      release: {
        arn: output.ModelPackageArn ?? arn,
        version: output.ModelPackageVersion ?? 0,
        artifact: container.ModelDataUrl,
        trainingImage: facts.trainingImage || null,
        inferenceImage: container.Image,
        samples: facts.samples || null,
        metrics: metricsOf(facts),
      },
      run: facts.run,
      model: facts.model ?? '',
      source: facts.source ?? '',
      evaluationData: facts.evaluationData ?? '',
      approval: output.ModelApprovalStatus ?? '',
      metadata: facts,
    };
  } catch (error) {
    if (isMissing(error) || (error instanceof Error && /does not exist/i.test(error.message))) return undefined;
    throw error;
  }
}

const metricPrefix = 'metric:';
// CustomerMetadataProperties takes 50 entries; the gate's metric comes first, the others are in the training job too.
const metricLimit = 35;

/**
 * What a model package says of itself beside artifact and image. SageMaker takes 1 to 256 characters of few kinds (no commas, no JSON), so
 * what is empty is left out and metric names are encoded.
 */
export function releaseMetadata(
  run: Run,
  training: TrainingResult,
  trainingImage: ImageResult,
  inferenceImage: ImageResult,
): Record<string, string> {
  const { metric } = run.settings.evaluation;
  const finite = Object.entries(training.metrics).filter((entry): entry is [string, number] => entry[1] !== null);
  finite.sort(([a], [b]) => Number(b === metric) - Number(a === metric));
  const facts = {
    run: run.id,
    model: run.model,
    source: head(run.source.version.replace(unfit, '_'), 256),
    trainingJob: training.job,
    trainingKey: training.key,
    trainingImage: trainingImage.uri,
    imageKey: inferenceImage.key,
    samples: inferenceImage.samples ?? '',
    data: hashOf(training.data).slice(0, 32),
    evaluationData: evaluationData(run, training),
    ...Object.fromEntries(finite.slice(0, metricLimit).map(([name, value]) => [metricKey(name), String(value)])),
  };
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== ''));
}

const unfit = /[^\p{L}\p{N}_.:/+\-@ ]/gu;

/** Metric names may hold anything: what a key may not hold becomes `=` and four hex digits. */
const metricKey = (name: string): string =>
  `${metricPrefix}${name.replace(unfit, (text) => [...Array(text.length).keys()].map((i) => `=${text.charCodeAt(i).toString(16).padStart(4, '0')}`).join(''))}`.slice(
    0,
    128,
  );

const metricName = (key: string): string =>
  key.slice(metricPrefix.length).replace(/=([0-9a-f]{4})/g, (_text, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

/** Fingerprint of the channel that the gate's metric is measured on; of all data where no such channel is named. */
export const evaluationData = ({ settings }: Run, { data }: TrainingResult): string =>
  data[settings.evaluation.channel] ?? hashOf(data).slice(0, 32);

function metricsOf(facts: Readonly<Record<string, string>>): Record<string, number> {
  const metrics = Object.entries(facts).filter(([key]) => key.startsWith(metricPrefix));
  return Object.fromEntries(metrics.map(([key, value]) => [metricName(key), Number(value)]));
}

/** Hash of how a release is deployed: a changed instance type deploys again though the model is the same. */
export function deploymentKey({ names, platform: { network }, roles, settings }: Run): string {
  const { instanceType, instanceCount, environment, startupTimeoutSeconds } = settings.deployment;
  const what = { endpoint: names.endpoint, role: roles.hosting, instanceType, instanceCount, environment, startupTimeoutSeconds };
  return hashOf({ ...what, ...(network && { network }) });
}
