import { findImage } from '../../../local/services/ecr/images.ts';
import { repositoryTable } from '../../../local/services/ecr/repositories.ts';
import { configsOf } from '../../../local/services/sagemaker/hosting/configs.ts';
import { type EndpointRecord, endpointsOf } from '../../../local/services/sagemaker/hosting/endpoints.ts';
import { containerOf, modelsOf } from '../../../local/services/sagemaker/hosting/models.ts';
import type { World } from '../../../local/world.ts';
import type { Invariant } from '../observation.ts';
import { invariant } from './invariant.ts';

/** No configuration, model or image is gone that an endpoint or the champion uses: looked at when that changes and after every deletion. */
export function nothingInUseIsGone(): Invariant {
  const looked = new Map<string, EndpointRecord>();
  const champions = new Map<string, string>();
  return invariant('nothing-in-use-is-gone', ({ calls, states, world, isAtRest }, { expect }) => {
    const isAll =
      isAtRest || calls.some(({ operation, error }) => !error && /^(BatchDelete|Delete)/.test(operation) && operation !== 'DeleteObject');
    const used = new Map<string, string>();
    for (const endpoint of endpointsOf(world).values()) {
      const { EndpointName, EndpointConfigName, EndpointStatus } = endpoint;
      if (!isAll && looked.get(EndpointName) === endpoint) continue;
      looked.set(EndpointName, endpoint);
      if (EndpointStatus === 'InService' || EndpointStatus === 'Updating') used.set(EndpointConfigName, `the endpoint ${EndpointName}`);
    }
    for (const [model, { champion }] of states) {
      if (!champion || (!isAll && champions.get(model) === champion.endpointConfig)) continue;
      champions.set(model, champion.endpointConfig);
      used.set(champion.endpointConfig, `the champion of ${model}`);
    }
    for (const [config, by] of used) {
      const gone = missing(world, config);
      expect(gone === undefined, () => `${by} uses ${gone}, which is gone`);
    }
  });
}

function missing(world: World, config: string): string | undefined {
  const variants = configsOf(world).get(config)?.ProductionVariants;
  if (!variants) return `the configuration ${config}`;
  for (const { ModelName } of variants) {
    const model = modelsOf(world).get(ModelName);
    if (!model) return `the model ${ModelName}`;
    const [, repository = '', imageDigest = ''] = /^[^/]+\/([^@]+)@(.+)$/.exec(containerOf(world, model).Image ?? '') ?? [];
    const record = repositoryTable(world).get(repository);
    if (!record || !findImage(record, { imageDigest })) return `the image ${repository}@${imageDigest}`;
  }
  return undefined;
}
