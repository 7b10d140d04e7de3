import type { World } from '../../../world.ts';
import { validationException } from '../../errors.ts';
import { now } from '../common/arns.ts';
import { emitTrainingChange } from './events.ts';

type TrainingStatus = 'InProgress' | 'Completed' | 'Failed' | 'Stopping' | 'Stopped';

/** What a job is doing; the last four are final. */
export type SecondaryStatus =
  | 'Starting'
  | 'Downloading'
  | 'Training'
  | 'Uploading'
  | 'Stopping'
  | 'Completed'
  | 'Failed'
  | 'Stopped'
  | 'MaxRuntimeExceeded';

/** An input channel as the request has it. */
export interface Channel {
  readonly ChannelName: string;
  readonly DataSource: {
    readonly S3DataSource?: { readonly S3DataType: string; readonly S3Uri: string; readonly S3DataDistributionType?: string };
  };
  readonly ContentType?: string;
  readonly CompressionType?: string;
  readonly RecordWrapperType?: string;
  readonly InputMode?: string;
}

interface Transition {
  readonly Status: SecondaryStatus;
  readonly StartTime: Date;
  readonly EndTime?: Date;
  readonly StatusMessage: string;
}

/** The last value of a metric. */
export interface MetricData {
  readonly MetricName: string;
  readonly Value: number;
  readonly Timestamp: Date;
}

/** What DescribeTrainingJob answers. */
export interface TrainingRecord {
  readonly TrainingJobName: string;
  readonly TrainingJobArn: string;
  readonly TrainingJobStatus: TrainingStatus;
  readonly SecondaryStatus: SecondaryStatus;
  readonly SecondaryStatusTransitions: readonly Transition[];
  readonly FailureReason?: string;
  readonly ModelArtifacts?: { readonly S3ModelArtifacts: string };
  readonly HyperParameters?: Readonly<Record<string, string>>;
  readonly AlgorithmSpecification: {
    readonly TrainingImage: string;
    readonly TrainingInputMode: string;
    readonly MetricDefinitions?: readonly { readonly Name: string; readonly Regex: string }[];
    readonly ContainerEntrypoint?: readonly string[];
    readonly ContainerArguments?: readonly string[];
  };
  readonly RoleArn: string;
  readonly InputDataConfig?: readonly Channel[];
  readonly OutputDataConfig: { readonly S3OutputPath: string };
  readonly ResourceConfig: { readonly InstanceType: string; readonly InstanceCount: number; readonly VolumeSizeInGB: number };
  readonly StoppingCondition: { readonly MaxRuntimeInSeconds: number };
  readonly Environment?: Readonly<Record<string, string>>;
  readonly EnableNetworkIsolation?: boolean;
  readonly CreationTime: Date;
  readonly LastModifiedTime: Date;
  readonly TrainingStartTime?: Date;
  readonly TrainingEndTime?: Date;
  readonly TrainingTimeInSeconds?: number;
  readonly BillableTimeInSeconds?: number;
  readonly FinalMetricDataList?: readonly MetricData[];
}

/** The training jobs of a world, by name. */
export const jobsOf = (world: World) => world.store.table<TrainingRecord>('sagemaker/training-jobs');

/** @throws ValidationException `Requested resource not found.` */
export function findJob(world: World, name: string): TrainingRecord {
  const found = jobsOf(world).get(name);
  if (!found) throw validationException('Requested resource not found.');
  return found;
}

/** Whether a job may still change: everything else is final. */
export const isOpen = (job: TrainingRecord): boolean => job.TrainingJobStatus === 'InProgress' || job.TrainingJobStatus === 'Stopping';

const statusOf: Partial<Record<SecondaryStatus, TrainingStatus>> = {
  Stopping: 'Stopping',
  Completed: 'Completed',
  Failed: 'Failed',
  Stopped: 'Stopped',
  MaxRuntimeExceeded: 'Stopped',
};

/** Moves a job on: ends the transition it was in, begins the next, tells the bus. A stopping job stays Stopping while it uploads. */
export function enter(world: World, name: string, status: SecondaryStatus, message: string, changes: Partial<TrainingRecord> = {}): void {
  const job = findJob(world, name);
  const time = now(world);
  const past = job.SecondaryStatusTransitions.map((one) => (one.EndTime ? one : { ...one, EndTime: time }));
  const changed: TrainingRecord = {
    ...job,
    ...changes,
    TrainingJobStatus: statusOf[status] ?? job.TrainingJobStatus,
    SecondaryStatus: status,
    SecondaryStatusTransitions: [
      ...past,
      { Status: status, StartTime: time, StatusMessage: message, ...(statusOf[status] && status !== 'Stopping' ? { EndTime: time } : {}) },
    ],
    LastModifiedTime: time,
  };
  jobsOf(world).set(name, changed);
  emitTrainingChange(world, changed);
}

/** Replaces the message of the transition a job is in. */
export function say(world: World, name: string, message: string): void {
  const job = findJob(world, name);
  const transitions = job.SecondaryStatusTransitions;
  const current = transitions.at(-1);
  if (!current) return;
  const changed = {
    ...job,
    SecondaryStatusTransitions: [...transitions.slice(0, -1), { ...current, StatusMessage: message }],
    LastModifiedTime: now(world),
  };
  jobsOf(world).set(name, changed);
  emitTrainingChange(world, changed);
}

/** Ends a job: times, billing and outcome. On this machine nothing is billed: the seconds are the real ones. */
export function finish(world: World, name: string, status: SecondaryStatus, message: string, changes: Partial<TrainingRecord> = {}): void {
  const end = now(world);
  const start = findJob(world, name).TrainingStartTime;
  const seconds = start ? Math.ceil((end.getTime() - start.getTime()) / 1000) : undefined;
  enter(world, name, status, message, {
    ...changes,
    TrainingEndTime: end,
    ...(seconds === undefined ? {} : { TrainingTimeInSeconds: seconds, BillableTimeInSeconds: seconds }),
  });
}
