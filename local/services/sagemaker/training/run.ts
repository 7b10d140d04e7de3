import { mkdir, rm } from 'node:fs/promises';
import { constants } from 'node:os';
import { join } from 'node:path';
import { head } from '../../../../lambdas/contract/text.ts';
import type { Timer } from '../../../clock.ts';
import { instanceMemory } from '../../../containers/engine/instance-memory.ts';
import { containerRuntime, type Exit, type RunningContainer } from '../../../containers/runtime.ts';
import type { World } from '../../../world.ts';
import { AwsError } from '../../errors.ts';
import { now } from '../common/arns.ts';
import { containerEnv } from '../common/container-env.ts';
import { findImage } from '../common/images.ts';
import { trainingOwner } from '../common/leftovers.ts';
import { asLogged, logWriter } from '../common/logs.ts';
import { INTERNAL_ERROR } from '../common/texts.ts';
import { ClientFault, fillChannels, prepareFolder } from './folder.ts';
import { metricReader } from './metrics.ts';
import { algorithmError, uploadOutputs } from './outputs.ts';
import { enter, findJob, finish, say, type TrainingRecord } from './record.ts';
import { bytesBelow, watchVolume } from './volume.ts';

/** SageMaker's grace between SIGTERM and SIGKILL. */
const GRACE_SECONDS = 120;

/** Seconds that a job gets when the world itself ends. */
const WORLD_END_GRACE_SECONDS = 3;

type StopReason = 'asked' | 'time' | 'world';

/** One training job at work: from Starting to its end, in the process of this world. */
export class TrainingRun {
  readonly #world: World;
  readonly #name: string;
  readonly #base: string;
  #reason: StopReason | undefined;
  #container: RunningContainer | undefined;
  #metrics: TrainingRecord['FinalMetricDataList'];
  #fullBytes: number | undefined;

  constructor(world: World, name: string) {
    this.#world = world;
    this.#name = name;
    this.#base = join(world.dataDir, 'run', 'training', name);
  }

  /** Ends the container with SIGTERM; the job's end follows from its exit. */
  stop(reason: StopReason): void {
    if (this.#reason === 'world') return;
    this.#reason = reason;
    if (this.#container) this.#endContainer(this.#container, reason);
  }

  /** Runs the job to its end. Rejects only for a fault of this local world, after the job was marked failed. */
  async run(): Promise<void> {
    try {
      await this.#steps();
    } catch (error) {
      if (this.#reason === 'world') return;
      const reason = failureReason(error);
      finish(this.#world, this.#name, 'Failed', 'Training job failed', { FailureReason: head(reason, 1024) });
      if (reason === INTERNAL_ERROR) throw error;
    } finally {
      await rm(this.#base, { recursive: true, force: true });
    }
  }

  async #steps(): Promise<void> {
    const job = findJob(this.#world, this.#name);
    await mkdir(this.#base, { recursive: true });
    this.#enter('Downloading', 'Downloading input data', { TrainingStartTime: now(this.#world) });
    await prepareFolder(this.#base, job);
    await fillChannels(this.#world, this.#base, job);
    if ((await bytesBelow(this.#base)) > volumeBytes(job)) throw new ClientFault('Data download failed:Insufficient disk space');
    if (this.#reason) return this.#end(undefined);
    say(this.#world, this.#name, 'Downloading the training image');
    const exit = await this.#train(job);
    await this.#end(exit);
  }

  async #train(job: TrainingRecord): Promise<Exit> {
    const { TrainingImage, MetricDefinitions, ContainerEntrypoint, ContainerArguments } = job.AlgorithmSpecification;
    const image = await findImage(this.#world, TrainingImage, job.RoleArn);
    if (!image) throw new ClientFault(`Cannot find the requested image: ${TrainingImage}`);
    const runtime = containerRuntime(this.#world);
    await runtime.pull(image.uri);
    const log = logWriter(
      this.#world,
      job.RoleArn,
      '/aws/sagemaker/TrainingJobs',
      `${this.#name}/algo-1-${Math.floor(this.#world.clock.now() / 1000)}`,
    );
    const metrics = metricReader(MetricDefinitions ?? [], log);
    this.#enter('Training', 'Training image download completed. Training in progress.');
    const container = await runtime.run({
      image: image.uri,
      command: ContainerEntrypoint || ContainerArguments ? (ContainerArguments ?? []) : 'train',
      ...(ContainerEntrypoint ? { entrypoint: ContainerEntrypoint } : {}),
      env: {
        ...containerEnv(this.#world, job.RoleArn, job.EnableNetworkIsolation),
        TRAINING_JOB_NAME: this.#name,
        TRAINING_JOB_ARN: job.TrainingJobArn,
        ...job.Environment,
      },
      baseDir: this.#base,
      memoryBytes: instanceMemory(job.ResourceConfig.InstanceType),
      isolated: job.EnableNetworkIsolation,
      owner: trainingOwner(this.#name),
      onLine: (line) => {
        const written = asLogged(line);
        log(written);
        metrics.read(written, now(this.#world));
      },
    });
    this.#container = container;
    // Asked to stop while the image was fetched.
    if (this.#reason) this.#endContainer(container, this.#reason);
    const timer = this.#limitTime(job.StoppingCondition.MaxRuntimeInSeconds);
    const volume = watchVolume(this.#world, this.#base, volumeBytes(job), (bytes) => {
      this.#fullBytes = bytes;
      this.#world.background(`end training job ${this.#name}`, container.stop(0));
    });
    const exit = await container.exited;
    timer.cancel();
    volume.cancel();
    this.#metrics = metrics.final();
    return exit;
  }

  #limitTime(seconds: number): Timer {
    return this.#world.clock.after(seconds * 1000, () => {
      if (this.#reason) return;
      enter(this.#world, this.#name, 'Stopping', 'Stopping the training job');
      this.stop('time');
    });
  }

  async #end(exit: Exit | undefined): Promise<void> {
    if (this.#reason === 'world') return;
    const metrics = this.#metrics?.length ? { FinalMetricDataList: this.#metrics } : {};
    const code = exit ? exitCode(exit) : 0;
    if (this.#fullBytes !== undefined) throw new ClientFault(fullText(this.#fullBytes, findJob(this.#world, this.#name)));
    if (!this.#reason && code !== 0) {
      const FailureReason = await algorithmError(this.#base, code, this.#world.engine !== undefined);
      return finish(this.#world, this.#name, 'Failed', 'Training job failed', { FailureReason, ...metrics });
    }
    this.#enter('Uploading', 'Uploading generated training model');
    const outputs = await this.#upload();
    const [status, message] = endings[this.#reason ?? 'done'];
    finish(this.#world, this.#name, status, message, { ...outputs, ...metrics });
  }

  async #upload(): Promise<Partial<TrainingRecord>> {
    try {
      return await uploadOutputs(this.#world, this.#base, this.#name, !this.#reason);
    } catch (error) {
      if (error instanceof AwsError) throw new ClientFault(`Artifact upload failed:${error.message}`);
      throw error;
    }
  }

  #enter(...step: [Parameters<typeof enter>[2], string, Partial<TrainingRecord>?]): void {
    enter(this.#world, this.#name, ...step);
  }

  #endContainer(container: RunningContainer, reason: StopReason): void {
    const ended = container.stop(reason === 'world' ? WORLD_END_GRACE_SECONDS : GRACE_SECONDS);
    this.#world.background(`stop training job ${this.#name}`, ended);
  }
}

const endings = {
  done: ['Completed', 'Training job completed'],
  asked: ['Stopped', 'Training job stopped'],
  time: ['MaxRuntimeExceeded', 'Training job runtime exceeded MaxRuntimeInSeconds provided'],
} as const;

const volumeBytes = ({ ResourceConfig }: TrainingRecord): number => ResourceConfig.VolumeSizeInGB * 2 ** 30;

/** On AWS the write fails inside of the program (ENOSPC), with whatever words it has for that. */
function fullText(bytes: number, { ResourceConfig }: TrainingRecord): string {
  const size = (bytes / 2 ** 30).toFixed(1);
  return `Insufficient disk space: the job has ${size} GB in /opt/ml, and its volume VolumeSizeInGB ${ResourceConfig.VolumeSizeInGB}. The local world ended it; on AWS its write fails with "No space left on device".`;
}

/** A process ended by a signal has the shell's exit code for it, as in a container: 137 for SIGKILL. */
function exitCode({ code, signal }: Exit): number {
  return code ?? 128 + (constants.signals[signal as NodeJS.Signals] ?? 0);
}

function failureReason(error: unknown): string {
  if (error instanceof ClientFault || error instanceof AwsError) return `ClientError: ${error.message}`;
  if (error instanceof Error && error.name === 'ContainerError') return `ClientError: ${error.message}`;
  return INTERNAL_ERROR;
}
