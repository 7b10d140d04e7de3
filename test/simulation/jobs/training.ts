import { s3Location } from '../../../local/services/sagemaker/common/objects.ts';
import { INTERNAL_ERROR } from '../../../local/services/sagemaker/common/texts.ts';
import { enter, findJob, finish, type TrainingRecord } from '../../../local/services/sagemaker/training/record.ts';
import type { Trainer } from '../../../local/services/sagemaker/training/runs.ts';
import type { World } from '../../../local/world.ts';
import type { Drawing, Usage } from './plan.ts';

/** FailureReason of a job or endpoint that found no instance (aws-facts, 1.2). */
export const NO_CAPACITY =
  'CapacityError: Unable to provision requested ML compute capacity. Please retry using a different ML instance type.';

const ALGORITHM_ERROR = 'AlgorithmError: ValueError: could not convert string to float, exit code: 1';

/** Trainings that take time and no container: same records, transitions and events, an artifact, metrics. */
export const simulatedTrainer =
  (plan: Drawing, usage: Usage) =>
  (world: World, name: string): Trainer =>
    new SimulatedTraining(world, name, plan, usage);

class SimulatedTraining implements Trainer {
  readonly #world: World;
  readonly #name: string;
  readonly #plan: Drawing;
  readonly #usage: Usage;
  #cancel = () => {};
  #ended = () => {};

  constructor(world: World, name: string, plan: Drawing, usage: Usage) {
    this.#world = world;
    this.#name = name;
    this.#plan = plan;
    this.#usage = usage;
  }

  run(): Promise<void> {
    const name = this.#name;
    const plan = this.#plan;
    this.#usage.trainings += this.#instances();
    if (plan.fault('trainingCapacity', name)) this.#in(plan.time('capacitySearch', name), () => this.#fail(NO_CAPACITY));
    else if (plan.fault('trainingInternalError', name)) this.#in(plan.time('trainingStarting', name), () => this.#fail(INTERNAL_ERROR));
    else this.#in(plan.time('trainingStarting', name), () => this.#download());
    return new Promise((resolve) => {
      this.#ended = resolve;
    });
  }

  stop(reason: 'asked' | 'time' | 'world'): void {
    if (reason === 'world') this.#over();
    else
      this.#in(this.#plan.time('trainingStopping', this.#name), () => {
        if (reason === 'asked') this.#end('Stopped', 'Training job stopped', {});
        else this.#end('MaxRuntimeExceeded', 'Training job runtime exceeded MaxRuntimeInSeconds provided', this.#artifact());
      });
  }

  #instances(): number {
    return findJob(this.#world, this.#name).ResourceConfig.InstanceCount;
  }

  #download(): void {
    const { time } = this.#plan;
    enter(this.#world, this.#name, 'Downloading', 'Downloading input data', { TrainingStartTime: new Date(this.#world.clock.now()) });
    this.#in(time('trainingDownloading', this.#name) + time('trainingImage', this.#name), () => this.#train());
  }

  #train(): void {
    const name = this.#name;
    const { trainingMs, time, fault } = this.#plan;
    enter(this.#world, name, 'Training', 'Training image download completed. Training in progress.');
    const limit = findJob(this.#world, name).StoppingCondition.MaxRuntimeInSeconds * 1000;
    const takes = fault('trainingStopsAtMaxRuntime', name)
      ? Number.POSITIVE_INFINITY
      : (trainingMs?.(name) ?? time('trainingItself', name));
    if (takes >= limit) this.#in(limit, () => this.#exceed());
    else if (fault('trainingFails', name)) this.#in(takes, () => this.#fail(ALGORITHM_ERROR));
    else this.#in(takes, () => this.#upload());
  }

  #exceed(): void {
    enter(this.#world, this.#name, 'Stopping', 'Stopping the training job');
    this.stop('time');
  }

  #upload(): void {
    enter(this.#world, this.#name, 'Uploading', 'Uploading generated training model');
    const complete = () => this.#end('Completed', 'Training job completed', this.#artifact());
    this.#in(this.#plan.time('trainingUploading', this.#name), complete);
  }

  #artifact(): Partial<TrainingRecord> {
    const { OutputDataConfig } = findJob(this.#world, this.#name);
    const uri = `${OutputDataConfig.S3OutputPath.replace(/\/+$/, '')}/${this.#name}/output/model.tar.gz`;
    const { bucket, key } = s3Location(uri);
    this.#world.background('artifact', this.#world.call('s3', 'PutObject', { Bucket: bucket, Key: key, Body: this.#name }));
    return { ModelArtifacts: { S3ModelArtifacts: uri } };
  }

  #fail(reason: string): void {
    this.#end('Failed', 'Training job failed', { FailureReason: reason });
  }

  #end(status: 'Completed' | 'Failed' | 'Stopped' | 'MaxRuntimeExceeded', message: string, changes: Partial<TrainingRecord>): void {
    const { AlgorithmSpecification } = findJob(this.#world, this.#name);
    const Timestamp = new Date(this.#world.clock.now());
    const FinalMetricDataList = (AlgorithmSpecification.MetricDefinitions ?? []).map(({ Name }) => ({
      MetricName: Name,
      // SageMaker reports 32-bit floats.
      Value: Math.fround(this.#metric(Name)),
      Timestamp,
    }));
    finish(this.#world, this.#name, status, message, { ...changes, ...(status === 'Completed' && { FinalMetricDataList }) });
    this.#over();
  }

  /** One in eight is below what an example asks for; the others are near enough to each other for the tolerance. */
  #metric(name: string): number {
    const { metric, chance } = this.#plan;
    const given = metric?.(this.#name, name);
    if (given !== undefined) return given;
    const draw = chance(`metric ${this.#name} ${name}`);
    return draw < 1 / 8 ? 0.3 + draw : 0.8 + 0.04 * draw;
  }

  #in(ms: number, run: () => void): void {
    this.#cancel();
    const timer = this.#world.clock.after(ms, run);
    this.#cancel = () => timer.cancel();
  }

  #over(): void {
    this.#cancel();
    this.#usage.trainings -= this.#instances();
    this.#ended();
  }
}
