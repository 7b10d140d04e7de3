import { createHash } from 'node:crypto';
import type { World } from '../../world.ts';
import { AwsError, validationException } from '../errors.ts';
import { any, flag, type Infer, list, map, required, structure, text } from '../input.ts';
import { operation } from '../operation.ts';
import { now, sagemakerArn } from './common/arns.ts';
import { entityName, imageUri, s3Uri, servingEnvironment, tags } from './common/members.ts';
import { putTags } from './common/tags.ts';
import { emitPackageChange } from './registry/events.ts';
import { checkMetadata } from './registry/metadata.ts';
import { findGroup, groupsOf, type PackageRecord, packagesOf } from './registry/records.ts';

const inferenceSpecification = structure({
  Containers: list(
    structure({
      ContainerHostname: text({ max: 63 }),
      Image: text({ ...imageUri }),
      ImageDigest: text({ max: 72, pattern: '[Ss][Hh][Aa]256:[0-9a-fA-F]{64}' }),
      ModelDataUrl: text({ ...s3Uri }),
      Environment: servingEnvironment,
      Framework: text(),
      FrameworkVersion: text({ min: 3, max: 10 }),
    }),
    { ...required, min: 1, max: 15 },
  ),
  SupportedTransformInstanceTypes: list(text(), { min: 1 }),
  SupportedRealtimeInferenceInstanceTypes: list(text()),
  SupportedContentTypes: list(text({ max: 256 })),
  SupportedResponseMIMETypes: list(text({ max: 1024 })),
});

const input = {
  ModelPackageName: text({ ...entityName }),
  ModelPackageGroupName: text({ min: 1, max: 170 }),
  ModelPackageDescription: text({ max: 1024 }),
  InferenceSpecification: inferenceSpecification,
  SourceAlgorithmSpecification: any(),
  ValidationSpecification: any(),
  CertifyForMarketplace: flag(),
  Tags: tags,
  ModelApprovalStatus: text({ of: ['Approved', 'Rejected', 'PendingManualApproval'] as const }),
  MetadataProperties: any(),
  ModelMetrics: any(),
  ClientToken: text({ min: 1, max: 36, pattern: '[a-zA-Z0-9-]+' }),
  Domain: text(),
  Task: text(),
  SamplePayloadUrl: text({ ...s3Uri }),
  CustomerMetadataProperties: map(text({ min: 1, max: 256 }), { max: 50 }),
  DriftCheckBaselines: any(),
  AdditionalInferenceSpecifications: any(),
  SkipModelValidation: text({ of: ['All', 'None'] as const }),
  SourceUri: text({ max: 1024 }),
};

type Input = Infer<typeof input>;

/** Registers a release. The same ClientToken with the same request gives the same package, so a retried call registers once. */
export const createModelPackage = operation({
  name: 'CreateModelPackage',
  input,
  run: (request, { world }) => {
    checkMetadata(request.CustomerMetadataProperties);
    const fingerprint = createHash('sha256').update(JSON.stringify(request)).digest('hex');
    const known = knownToken(world, request.ClientToken, fingerprint);
    if (known) return { ModelPackageArn: known };
    const record = newRecord(world, request);
    packagesOf(world).set(record.ModelPackageArn, record);
    putTags(world, record.ModelPackageArn, request.Tags);
    if (request.ClientToken) tokensOf(world).set(request.ClientToken, { arn: record.ModelPackageArn, fingerprint });
    emitPackageChange(world, record);
    return { ModelPackageArn: record.ModelPackageArn };
  },
});

const tokensOf = (world: World) => world.store.table<{ arn: string; fingerprint: string }>('sagemaker/model-package-tokens');

function knownToken(world: World, token: string | undefined, fingerprint: string): string | undefined {
  const known = token ? tokensOf(world).get(token) : undefined;
  if (!known || !packagesOf(world).get(known.arn)) return undefined;
  if (known.fingerprint === fingerprint) return known.arn;
  throw new AwsError('ConflictException', `ClientToken ${token} was already used with other parameters, for ${known.arn}.`);
}

function newRecord(world: World, request: Input): PackageRecord {
  const { Tags: _tags, ClientToken: _token, ModelPackageName, ModelPackageGroupName, ...members } = request;
  if (ModelPackageName && ModelPackageGroupName) {
    throw validationException(
      'Both ModelPackageName and ModelPackageGroupName are provided in the input. Cannot determine which one to use.',
    );
  }
  const time = now(world);
  const common = {
    ...members,
    CertifyForMarketplace: members.CertifyForMarketplace ?? false,
    CreationTime: time,
    LastModifiedTime: time,
    CreatedBy: {},
    ModelPackageStatus: 'Completed' as const,
    ModelPackageStatusDetails: { ValidationStatuses: [], ImageScanStatuses: [] },
  };
  if (ModelPackageName) return unversioned(world, ModelPackageName, common);
  if (!ModelPackageGroupName) throw validationException('Missing ARN.');
  const group = findGroup(world, ModelPackageGroupName);
  const version = group.lastVersion + 1;
  groupsOf(world).set(group.ModelPackageGroupName.toLowerCase(), { ...group, lastVersion: version });
  const arn = sagemakerArn(world, 'model-package', `${group.ModelPackageGroupName}/${version}`);
  return {
    ModelApprovalStatus: 'PendingManualApproval',
    ...common,
    ModelPackageName: `${group.ModelPackageGroupName}/${version}`,
    ModelPackageGroupName: group.ModelPackageGroupName,
    ModelPackageVersion: version,
    ModelPackageArn: arn,
  };
}

function unversioned(world: World, name: string, common: Omit<PackageRecord, 'ModelPackageName' | 'ModelPackageArn'>): PackageRecord {
  const arn = sagemakerArn(world, 'model-package', name);
  if (packagesOf(world).get(arn)) throw new AwsError('ConflictException', `Model Package already exists: ${arn}`);
  return { ...common, ModelPackageName: name, ModelPackageArn: arn } as PackageRecord;
}
