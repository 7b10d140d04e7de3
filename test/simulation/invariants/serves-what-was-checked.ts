import type { Run } from '../../../lambdas/contract/payloads.ts';
import { buildsOf } from '../../../local/services/codebuild/records.ts';
import { configsOf } from '../../../local/services/sagemaker/hosting/configs.ts';
import { type EndpointRecord, endpointsOf } from '../../../local/services/sagemaker/hosting/endpoints.ts';
import { containerOf, modelsOf } from '../../../local/services/sagemaker/hosting/models.ts';
import { jobsOf } from '../../../local/services/sagemaker/training/record.ts';
import type { World } from '../../../local/world.ts';
import type { Invariant } from '../observation.ts';
import { ownerOf, preparedRun, variablesOf } from './facts.ts';
import { invariant } from './invariant.ts';

/** A champion's endpoint always serves: the champion, or the candidate of the run that holds the lock, once it has passed gate and verification, if a build is to verify it. */
export function servesWhatWasChecked(): Invariant {
  const runs = new Map<string, Run>();
  /** `<image> <artifact>` → the builds that verified it. */
  const verifications = new Map<string, string[]>();
  const looked = new Map<string, Look>();
  /** Endpoints that SageMaker gave up, until they serve again: nothing is allowed on them but to delete and create them. */
  const broken = new Set<string>();
  return invariant('serves-what-was-checked', ({ calls, states, world }, { expect }) => {
    for (const call of calls) {
      const run = preparedRun(call);
      if (run) runs.set(`${run.model}-${run.id}`, run);
      if (call.operation !== 'StartBuild' || call.error) continue;
      const { IMAGE_URI, MODEL_ARTIFACT } = variablesOf(call);
      if (IMAGE_URI === undefined) continue;
      const what = `${IMAGE_URI} ${MODEL_ARTIFACT}`;
      verifications.set(what, [...(verifications.get(what) ?? []), (call.answer as { build: { id: string } }).build.id]);
    }
    const endpoints = endpointsOf(world);
    for (const [model, { champion, target }] of states) {
      if (!champion) continue;
      const { EndpointStatus: status = 'gone' } = endpoints.get(champion.endpoint) ?? {};
      if (status === 'Failed') broken.add(champion.endpoint);
      if (status === 'InService') broken.delete(champion.endpoint);
      expect(
        serving.has(status) || (broken.has(champion.endpoint) && target !== null),
        () => `${champion.endpoint} is ${status}: the champion ${champion.endpointConfig} of ${model} does not serve`,
      );
    }
    for (const endpoint of endpoints.values()) {
      if (endpoint.EndpointStatus !== 'InService') continue;
      const config = endpoint.EndpointConfigName;
      const owner = ownerOf(config);
      const state = owner && states.get(owner.model);
      if (!state || state.champion?.endpointConfig === config) continue;
      // The same endpoint is wrong as soon as another holds the lock, or nobody.
      const before = looked.get(endpoint.EndpointName);
      if (before?.endpoint === endpoint && before.token === state.running?.token) continue;
      looked.set(endpoint.EndpointName, { endpoint, token: state.running?.token });
      const run = runs.get(config);
      const said = `${endpoint.EndpointName} serves ${config}`;
      expect(
        run !== undefined && state.running?.token === run.token,
        () => `${said}: neither the champion nor the candidate of the run that holds the lock`,
      );
      if (!run) continue;
      const { Image, ModelDataUrl } = servedBy(world, config);
      const builds = verifications.get(`${Image} ${ModelDataUrl}`) ?? [];
      expect(
        run.settings.verification.by === 'endpoint' || builds.some((id) => buildsOf(world).get(id)?.buildStatus === 'SUCCEEDED'),
        () => `${said}, which no verification has passed`,
      );
      if (!run.release) expect(passesGate(world, run, ModelDataUrl ?? ''), () => `${said}, which the gate has not passed`);
    }
  });
}

interface Look {
  readonly endpoint: EndpointRecord;
  /** Of the lock's holder then. */
  readonly token: number | undefined;
}

/** Statuses in which an endpoint answers. */
const serving: ReadonlySet<string> = new Set(['InService', 'Updating', 'RollingBack']);

function servedBy(world: World, config: string) {
  const model = modelsOf(world).get(configsOf(world).get(config)?.ProductionVariants[0]?.ModelName ?? '');
  return model ? containerOf(world, model) : {};
}

/** The threshold alone, from the training job that made the artifact: a second opinion beside the function `evaluate`. */
function passesGate(world: World, { settings }: Run, artifact: string): boolean {
  const job = jobsOf(world).get(/\/([^/]+)\/output\/model\.tar\.gz$/.exec(artifact)?.[1] ?? '');
  const { metric, threshold, objective } = settings.evaluation;
  const value = job?.FinalMetricDataList?.find(({ MetricName }) => MetricName === metric)?.Value;
  if (job?.TrainingJobStatus !== 'Completed' || value === undefined) return false;
  const [reached, wanted] = [Math.fround(value), Math.fround(threshold)];
  return objective === 'minimize' ? reached <= wanted : reached >= wanted;
}
