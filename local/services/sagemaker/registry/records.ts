import type { World } from '../../../world.ts';
import { validationException } from '../../errors.ts';
import { sagemakerArn } from '../common/arns.ts';

type ApprovalStatus = 'Approved' | 'Rejected' | 'PendingManualApproval';

/** What DescribeModelPackageGroup answers. */
export interface GroupRecord {
  readonly ModelPackageGroupName: string;
  readonly ModelPackageGroupArn: string;
  readonly ModelPackageGroupDescription?: string;
  readonly CreationTime: Date;
  readonly CreatedBy: Record<string, never>;
  readonly ModelPackageGroupStatus: 'Completed';
  /** Versions are never given out twice, not even after a deletion. */
  readonly lastVersion: number;
}

/** What DescribeModelPackage answers, with the members the request brought. */
export interface PackageRecord {
  readonly ModelPackageName: string;
  readonly ModelPackageArn: string;
  readonly ModelPackageGroupName?: string;
  readonly ModelPackageVersion?: number;
  readonly ModelPackageDescription?: string;
  readonly CreationTime: Date;
  readonly ModelPackageStatus: 'Completed';
  readonly ModelApprovalStatus?: ApprovalStatus;
  readonly CustomerMetadataProperties?: Record<string, string>;
  readonly InferenceSpecification?: InferenceSpecification;
  readonly [member: string]: unknown;
}

interface InferenceSpecification {
  readonly Containers?: readonly {
    readonly Image?: string;
    readonly ImageDigest?: string;
    readonly ModelDataUrl?: string;
    readonly Environment?: Record<string, string>;
  }[];
}

/** The model package groups of a world, by name in lower case. */
export const groupsOf = (world: World) => world.store.table<GroupRecord>('sagemaker/model-package-groups');

/** The model packages of a world, by ARN. */
export const packagesOf = (world: World) => world.store.table<PackageRecord>('sagemaker/model-packages');

/** @param nameOrArn both are taken, as by the API @throws ValidationException */
export function findGroup(world: World, nameOrArn: string): GroupRecord {
  const name = nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1).toLowerCase();
  const found = groupsOf(world).get(name);
  if (!found) throw validationException(`ModelPackageGroup ${sagemakerArn(world, 'model-package-group', name)} does not exist.`);
  return found;
}

/** @param nameOrArn an ARN, or the name of an unversioned package @throws ValidationException */
export function findPackage(world: World, nameOrArn: string): PackageRecord {
  const arn = nameOrArn.startsWith('arn:') ? nameOrArn : sagemakerArn(world, 'model-package', nameOrArn);
  const found = packagesOf(world).get(arn);
  if (!found) throw validationException(`ModelPackage ${arn} does not exist.`);
  return found;
}
