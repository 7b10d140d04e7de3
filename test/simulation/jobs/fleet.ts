import { delay } from '../../../local/clock.ts';
import { findImage } from '../../../local/services/sagemaker/common/images.ts';
import { INTERNAL_ERROR } from '../../../local/services/sagemaker/common/texts.ts';
import { findConfig } from '../../../local/services/sagemaker/hosting/configs.ts';
import { changeEndpoint, endpointsOf, type VariantSummary } from '../../../local/services/sagemaker/hosting/endpoints.ts';
import { DeployFault, pingFault } from '../../../local/services/sagemaker/hosting/faults.ts';
import type { LiveFleet } from '../../../local/services/sagemaker/hosting/live.ts';
import { containerOf, findModel } from '../../../local/services/sagemaker/hosting/models.ts';
import type { World } from '../../../local/world.ts';
import type { Drawing } from './plan.ts';
import { NO_CAPACITY } from './training.ts';

/** Fleets that take time and no container: they come up, or go back as SageMaker's do, and answer by the configuration they serve. */
export const simulatedFleets =
  (plan: Drawing) =>
  (world: World, endpoint: string, config: string): LiveFleet =>
    new SimulatedFleet(world, endpoint, config, plan);

class SimulatedFleet implements LiveFleet {
  readonly #world: World;
  readonly #endpoint: string;
  readonly #config: string;
  readonly #plan: Drawing;
  #summaries: VariantSummary[] = [];

  constructor(world: World, endpoint: string, config: string, plan: Drawing) {
    this.#world = world;
    this.#endpoint = endpoint;
    this.#config = config;
    this.#plan = plan;
  }

  async start(): Promise<void> {
    // At once, as SageMaker does: what is deleted while it comes up is not missed.
    const variants = findConfig(this.#world, this.#config).ProductionVariants;
    const what = `${this.#endpoint} ${this.#config}`;
    const isUpdate = endpointsOf(this.#world).get(this.#endpoint)?.EndpointStatus === 'Updating';
    const { fault, time } = this.#plan;
    for (const { VariantName, ModelName, InitialInstanceCount: count, InitialVariantWeight: weight } of variants) {
      const model = findModel(this.#world, ModelName);
      const { Image = '' } = containerOf(this.#world, model);
      const image = await findImage(this.#world, Image, model.ExecutionRoleArn);
      if (!image) throw new DeployFault(`Requested image ${Image} not found.`);
      this.#summaries.push({
        VariantName,
        DeployedImages: [{ SpecifiedImage: Image, ResolvedImage: image.uri, ResolutionTime: new Date(this.#world.clock.now()) }],
        ...{ CurrentWeight: weight, DesiredWeight: weight, CurrentInstanceCount: count, DesiredInstanceCount: count },
      });
    }
    if (fault('endpointCapacity', what)) await this.#give(isUpdate, 'capacitySearch', NO_CAPACITY);
    if (isUpdate && fault('endpointRollsBackSilently', what)) await this.#give(isUpdate, 'endpointChange', '');
    if (fault('endpointRollsBackWithReason', what))
      await this.#give(isUpdate, 'endpointGivesUp', pingFault(this.#summaries[0]?.VariantName ?? '').message);
    if (fault('endpointInternalError', what)) await this.#give(isUpdate, 'endpointChange', INTERNAL_ERROR);
    await delay(this.#world.clock, time(fault('endpointCreatesFor30Minutes', what) ? 'endpointSlow' : 'endpointChange', what));
  }

  summaries(): VariantSummary[] {
    return this.#summaries;
  }

  choose(variant?: string) {
    const name = variant ?? this.#summaries[0]?.VariantName;
    return name === undefined ? undefined : { name, container: { ask: () => this.#answer() } };
  }

  async stop(): Promise<void> {
    const { endpoint, drain } = {
      endpoint: this.#endpoint,
      drain: endpointsOf(this.#world).get(this.#endpoint)?.EndpointStatus === 'Deleting',
    };
    if (drain) await delay(this.#world.clock, this.#plan.time('endpointDeleting', endpoint));
  }

  async #answer() {
    const { fault, chance } = this.#plan;
    const what = `${this.#endpoint} ${this.#config}`;
    const isBroken = fault('smokeGarbage', what);
    const status = isBroken && chance(`garbage ${what}`) < 0.5 ? 500 : 200;
    const body = Buffer.from(isBroken ? '\u0000<html>Segmentation fault' : JSON.stringify({ config: this.#config }));
    return { status, headers: { 'content-type': 'application/json' }, body };
  }

  /** Tries as long as `kind` says, goes back, and says why. @throws DeployFault */
  async #give(isUpdate: boolean, kind: 'capacitySearch' | 'endpointChange' | 'endpointGivesUp', reason: string): Promise<never> {
    const { clock } = this.#world;
    const what = `${this.#endpoint} ${this.#config}`;
    await delay(clock, this.#plan.time(kind, what));
    if (isUpdate && endpointsOf(this.#world).get(this.#endpoint)?.EndpointStatus === 'Updating') {
      changeEndpoint(this.#world, this.#endpoint, { EndpointStatus: 'RollingBack' });
      await delay(clock, this.#plan.time('endpointRollingBack', what));
    }
    throw new DeployFault(reason);
  }
}
