import type { World } from '../../../world.ts';
import { tagsOf } from '../common/tags.ts';
import type { TrainingRecord } from './record.ts';

/** Puts `SageMaker Training Job State Change` on the bus: on every secondary change too, with times as epoch-millisecond strings (SageMaker guide). */
export function emitTrainingChange(world: World, job: TrainingRecord): void {
  const detail: Record<string, unknown> = { Tags: tagsOf(world, job.TrainingJobArn) };
  for (const [member, value] of Object.entries(job)) detail[member] = value instanceof Date ? String(value.getTime()) : value;
  detail.SecondaryStatusTransitions = job.SecondaryStatusTransitions.map((one) => ({
    ...one,
    StartTime: one.StartTime.getTime(),
    ...(one.EndTime ? { EndTime: one.EndTime.getTime() } : {}),
  }));
  detail.FinalMetricDataList = job.FinalMetricDataList?.map((one) => ({ ...one, Timestamp: one.Timestamp.getTime() }));
  world.emit({ source: 'aws.sagemaker', detailType: 'SageMaker Training Job State Change', resources: [job.TrainingJobArn], detail });
}
