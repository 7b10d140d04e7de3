import type { World } from '../../../world.ts';
import { tagsOf } from '../common/tags.ts';
import type { PackageRecord } from './records.ts';

/** Puts `SageMaker Model Package State Change` on the bus, as every new or newly judged package does. */
export function emitPackageChange(world: World, record: PackageRecord): void {
  world.emit({
    source: 'aws.sagemaker',
    detailType: 'SageMaker Model Package State Change',
    resources: [record.ModelPackageArn],
    detail: {
      ModelPackageName: record.ModelPackageName,
      ModelPackageArn: record.ModelPackageArn,
      ModelPackageGroupName: record.ModelPackageGroupName,
      ModelPackageVersion: record.ModelPackageVersion,
      ModelPackageDescription: record.ModelPackageDescription,
      ModelPackageStatus: record.ModelPackageStatus,
      ModelApprovalStatus: record.ModelApprovalStatus,
      CreationTime: record.CreationTime.getTime(),
      Tags: tagsOf(world, record.ModelPackageArn),
    },
  });
}
