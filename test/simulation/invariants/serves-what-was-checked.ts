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

/** During a run the endpoint serves the champion, or the candidate of the run that holds the lock, once it has passed gate and verification. */
export function servesWhatWasChecked(): Invariant {
  const runs = new Map<string, Run>();
  /** `<image> <artifact>` → the builds that verified it. */
  const verifications = new Map<string, string[]>();
  const looked = new Map<string, EndpointRecord>();
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
    for (const endpoint of endpointsOf(world).values()) {
      if (endpoint.EndpointStatus !== 'InService' || looked.get(endpoint.EndpointName) === endpoint) continue;
      looked.set(endpoint.EndpointName, endpoint);
      const config = endpoint.EndpointConfigName;
      const owner = ownerOf(config);
      const state = owner && states.get(owner.model);
      if (!state || state.champion?.endpointConfig === config) continue;
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
        builds.some((id) => buildsOf(world).get(id)?.buildStatus === 'SUCCEEDED'),
        () => `${said}, which no verification has passed`,
      );
      if (!run.release) expect(passesGate(world, run, ModelDataUrl ?? ''), () => `${said}, which the gate has not passed`);
    }
  });
}

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
