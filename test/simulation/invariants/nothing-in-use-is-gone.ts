import { findImage } from '../../../local/services/ecr/images.ts';
import { repositoryTable } from '../../../local/services/ecr/repositories.ts';
import { configsOf } from '../../../local/services/sagemaker/hosting/configs.ts';
import { type EndpointRecord, endpointsOf } from '../../../local/services/sagemaker/hosting/endpoints.ts';
import { containerOf, findModel, modelsOf } from '../../../local/services/sagemaker/hosting/models.ts';
import type { World } from '../../../local/world.ts';
import type { Invariant } from '../observation.ts';
import { invariant } from './invariant.ts';

/**
 * No configuration, model or image is gone that an endpoint or the champion uses, and a champion's image stays: looked at when that changes
 * and after every deletion.
 */
export function nothingInUseIsGone(): Invariant {
  const looked = new Map<string, EndpointRecord>();
  const champions = new Map<string, string>();
  return invariant('nothing-in-use-is-gone', ({ calls, states, world, isAtRest }, { expect }) => {
    const isAll =
      isAtRest || calls.some(({ operation, error }) => !error && /^(BatchDelete|Delete)/.test(operation) && operation !== 'DeleteObject');
    const used = new Map<string, string>();
    for (const endpoint of endpointsOf(world).values()) {
      const { EndpointName, EndpointConfigName, EndpointStatus, PendingDeploymentSummary } = endpoint;
      if (!isAll && looked.get(EndpointName) === endpoint) continue;
      looked.set(EndpointName, endpoint);
      if (EndpointStatus === 'Deleting' || EndpointStatus === 'Failed') continue;
      used.set(EndpointConfigName, `the endpoint ${EndpointName}`);
      if (PendingDeploymentSummary) used.set(PendingDeploymentSummary.EndpointConfigName, `the endpoint ${EndpointName}, which changes,`);
    }
    for (const [model, { champion }] of states) {
      if (!champion || (!isAll && champions.get(model) === champion.endpointConfig)) continue;
      champions.set(model, champion.endpointConfig);
      used.set(champion.endpointConfig, `the champion of ${model}`);
    }
    for (const [config, by] of used) {
      const gone = missing(world, config);
      expect(gone === undefined, () => `${by} uses ${gone}, which is gone`);
      if (gone !== undefined || !by.startsWith('the champion')) continue;
      // The repository's lifecycle removes every other image after 90 days (infra/constructs/model-images.ts).
      for (const { name, image } of imagesOf(world, config))
        expect(
          image?.tags.some((tag) => tag.startsWith('release-')) === true,
          () => `${by} uses the image ${name}, which no tag of a release keeps`,
        );
    }
  });
}

function missing(world: World, config: string): string | undefined {
  const variants = configsOf(world).get(config)?.ProductionVariants;
  if (!variants) return `the configuration ${config}`;
  const model = variants.find(({ ModelName }) => !modelsOf(world).get(ModelName));
  if (model) return `the model ${model.ModelName}`;
  const gone = imagesOf(world, config).find(({ image }) => !image);
  return gone && `the image ${gone.name}`;
}

/** The images of a configuration whose models are there; `image` is undefined for one that is gone. */
function imagesOf(world: World, config: string) {
  return (configsOf(world).get(config)?.ProductionVariants ?? []).map(({ ModelName }) => {
    const { Image: name = '' } = containerOf(world, findModel(world, ModelName));
    const [, repository = '', imageDigest = ''] = /^[^/]+\/([^@]+)@(.+)$/.exec(name) ?? [];
    const record = repositoryTable(world).get(repository);
    return { name, image: record && findImage(record, { imageDigest }) };
  });
}
