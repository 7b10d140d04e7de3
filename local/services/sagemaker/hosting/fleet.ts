import type { World } from '../../../world.ts';
import { AwsError } from '../../errors.ts';
import { now } from '../common/arns.ts';
import { findImage } from '../common/images.ts';
import { findConfig, type Variant } from './configs.ts';
import type { VariantSummary } from './endpoints.ts';
import { DeployFault } from './faults.ts';
import { containerOf, findModel } from './models.ts';
import { ServingContainer } from './serving-container.ts';

interface Member {
  readonly variant: Variant;
  readonly container: ServingContainer;
  readonly summary: VariantSummary;
}

/** What serves one endpoint configuration: one container a variant. */
export class Fleet {
  readonly #world: World;
  readonly #endpoint: string;
  readonly #configName: string;
  #members: Member[] = [];
  #stopped = false;

  constructor(world: World, endpoint: string, configName: string) {
    this.#world = world;
    this.#endpoint = endpoint;
    this.#configName = configName;
  }

  /**
   * Starts every variant and waits for all to be healthy.
   * @throws DeployFault with the FailureReason
   */
  async start(): Promise<void> {
    try {
      for (const variant of findConfig(this.#world, this.#configName).ProductionVariants) this.#members.push(await this.#member(variant));
      if (this.#stopped) throw new DeployFault('stopped while it started');
      await Promise.all(this.#members.map(({ container }) => container.start()));
    } catch (error) {
      // What a role may not do, or what was deleted meanwhile, is the deployment's own fault.
      if (error instanceof AwsError) throw new DeployFault(error.message);
      throw error;
    }
  }

  summaries(): VariantSummary[] {
    return this.#members.map(({ summary }) => summary);
  }

  /** A variant drawn by weight, or the one named. */
  choose(name?: string): { name: string; container: ServingContainer } | undefined {
    const members = name ? this.#members.filter(({ variant }) => variant.VariantName === name) : this.#members;
    const draw = this.#world.random() * members.reduce((sum, { variant }) => sum + variant.InitialVariantWeight, 0);
    let passed = 0;
    const chosen = members.find(({ variant }) => {
      passed += variant.InitialVariantWeight;
      return draw < passed;
    });
    const one = chosen ?? members[0];
    return one && { name: one.variant.VariantName, container: one.container };
  }

  /** Ends all containers. With `drain`, requests under way are answered first. */
  async stop(graceSeconds: number, drain = false): Promise<void> {
    this.#stopped = true;
    await Promise.all(
      this.#members.map(async ({ container }) => {
        if (drain) await container.drain();
        await container.stop(graceSeconds);
      }),
    );
  }

  async #member(variant: Variant): Promise<Member> {
    const model = findModel(this.#world, variant.ModelName);
    const container = containerOf(this.#world, model);
    const image = container.Image ? await findImage(this.#world, container.Image, model.ExecutionRoleArn) : undefined;
    if (!container.Image || !image) throw new DeployFault(`Requested image ${container.Image} not found.`);
    const count = variant.InitialInstanceCount;
    const weight = variant.InitialVariantWeight;
    return {
      variant,
      container: new ServingContainer(this.#world, {
        endpoint: this.#endpoint,
        variant,
        image: image.uri,
        modelDataUrl: container.ModelDataUrl,
        environment: container.Environment ?? {},
        role: model.ExecutionRoleArn,
        isolated: model.EnableNetworkIsolation,
      }),
      summary: {
        VariantName: variant.VariantName,
        DeployedImages: [{ SpecifiedImage: container.Image, ResolvedImage: image.uri, ResolutionTime: now(this.#world) }],
        CurrentWeight: weight,
        DesiredWeight: weight,
        CurrentInstanceCount: count,
        DesiredInstanceCount: count,
      },
    };
  }
}
