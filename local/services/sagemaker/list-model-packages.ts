import { text } from '../input.ts';
import { operation } from '../operation.ts';
import { listMembers } from './common/members.ts';
import { page } from './common/paging.ts';
import { findGroup, type PackageRecord, packagesOf } from './registry/records.ts';

/** The releases of a group, oldest first unless asked otherwise. */
export const listModelPackages = operation({
  name: 'ListModelPackages',
  input: {
    ...listMembers,
    SortBy: text({ of: ['Name', 'CreationTime'] as const }),
    ModelApprovalStatus: text({ of: ['Approved', 'Rejected', 'PendingManualApproval'] as const }),
    ModelPackageGroupName: text({ min: 1, max: 170 }),
    ModelPackageType: text({ of: ['Versioned', 'Unversioned', 'Both'] as const }),
  },
  run: (input, { world }) => {
    const group = input.ModelPackageGroupName ? findGroup(world, input.ModelPackageGroupName).ModelPackageGroupName : undefined;
    const type = input.ModelPackageType ?? (group ? 'Versioned' : 'Unversioned');
    const chosen = packagesOf(world)
      .values()
      .filter((one) => type === 'Both' || (type === 'Versioned') === (one.ModelPackageVersion !== undefined))
      .filter((one) => !group || one.ModelPackageGroupName === group)
      .filter((one) => !input.ModelApprovalStatus || one.ModelApprovalStatus === input.ModelApprovalStatus);
    const { items, NextToken } = page('ListModelPackages', chosen, input, (one) => row(one, input.SortBy ?? 'CreationTime'), 'Ascending');
    return { ModelPackageSummaryList: items.map(summary), NextToken };
  },
});

function row(one: PackageRecord, by: 'Name' | 'CreationTime') {
  // Versions as numbers of one width, so that 10 comes after 9 and equal times keep the order of registration.
  const name = `${one.ModelPackageGroupName ?? one.ModelPackageName}/${String(one.ModelPackageVersion ?? 0).padStart(9, '0')}`;
  return { name, created: one.CreationTime, key: by === 'Name' ? name : one.CreationTime.getTime() };
}

function summary(one: PackageRecord) {
  const { ModelPackageName, ModelPackageGroupName, ModelPackageVersion, ModelPackageArn, ModelPackageDescription } = one;
  const { CreationTime, ModelPackageStatus, ModelApprovalStatus } = one;
  return {
    ModelPackageName,
    ModelPackageGroupName,
    ModelPackageVersion,
    ModelPackageArn,
    ModelPackageDescription,
    CreationTime,
    ModelPackageStatus,
    ModelApprovalStatus,
  };
}
