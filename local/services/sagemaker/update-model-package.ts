import { any, list, map, required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { now } from './common/arns.ts';
import { emitPackageChange } from './registry/events.ts';
import { checkMetadata } from './registry/metadata.ts';
import { findPackage, packagesOf } from './registry/records.ts';

/** Approves or rejects a release and changes its metadata. */
export const updateModelPackage = operation({
  name: 'UpdateModelPackage',
  input: {
    ModelPackageArn: text({ ...required, min: 1, max: 2048 }),
    ModelApprovalStatus: text({ of: ['Approved', 'Rejected', 'PendingManualApproval'] as const }),
    ApprovalDescription: text({ max: 1024 }),
    CustomerMetadataProperties: map(text({ min: 1, max: 256 }), { max: 50 }),
    CustomerMetadataPropertiesToRemove: list(text()),
    InferenceSpecification: any(),
    SourceUri: text({ max: 1024 }),
    ClientToken: text({ min: 1, max: 36 }),
  },
  run: (input, { world }) => {
    const { ModelPackageArn, CustomerMetadataProperties, CustomerMetadataPropertiesToRemove, ClientToken: _, ...changes } = input;
    checkMetadata(CustomerMetadataProperties);
    const record = findPackage(world, ModelPackageArn);
    const metadata = { ...record.CustomerMetadataProperties, ...CustomerMetadataProperties };
    for (const key of CustomerMetadataPropertiesToRemove ?? []) delete metadata[key];
    const changed = { ...record, ...changes, CustomerMetadataProperties: metadata, LastModifiedTime: now(world) };
    packagesOf(world).set(record.ModelPackageArn, changed);
    emitPackageChange(world, changed);
    return { ModelPackageArn: record.ModelPackageArn };
  },
});
