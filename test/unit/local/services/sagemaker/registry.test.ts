import {
  AddTagsCommand,
  CreateModelPackageCommand,
  type CreateModelPackageCommandInput,
  CreateModelPackageGroupCommand,
  DeleteModelPackageCommand,
  DeleteModelPackageGroupCommand,
  DescribeModelPackageCommand,
  DescribeModelPackageGroupCommand,
  ListModelPackagesCommand,
  ListTagsCommand,
  paginateListModelPackages,
  UpdateModelPackageCommand,
} from '@aws-sdk/client-sagemaker';
import { expect, it } from 'vitest';
import { type SageMakerWorld, sagemakerWorld } from './fixture.ts';

const group = 'birds';
const groupArn = `arn:aws:sagemaker:us-east-1:000000000000:model-package-group/${group}`;

async function withGroup(): Promise<SageMakerWorld> {
  const world = await sagemakerWorld();
  await world.client.send(new CreateModelPackageGroupCommand({ ModelPackageGroupName: group, Tags: [{ Key: 'team', Value: 'ml' }] }));
  return world;
}

const register = ({ client }: SageMakerWorld, more: Partial<CreateModelPackageCommandInput> = {}) =>
  client.send(
    new CreateModelPackageCommand({
      ModelPackageGroupName: group,
      ModelApprovalStatus: 'Approved',
      InferenceSpecification: {
        Containers: [{ Image: 'repo@sha256:1', ModelDataUrl: 's3://data/m.tar.gz' }],
        SupportedContentTypes: ['application/json'],
        SupportedResponseMIMETypes: ['application/json'],
      },
      ModelMetrics: { ModelQuality: { Statistics: { ContentType: 'application/json', S3Uri: 's3://data/metrics.json' } } },
      CustomerMetadataProperties: { run: '1', auc: '0.79' },
      ...more,
    }),
  );

it('numbers the packages of a group and tells everything that was registered', async () => {
  const world = await withGroup();
  const { ModelPackageArn } = await register(world);
  expect(ModelPackageArn).toBe('arn:aws:sagemaker:us-east-1:000000000000:model-package/birds/1');
  const described = await world.client.send(new DescribeModelPackageCommand({ ModelPackageName: ModelPackageArn }));
  expect(described).toMatchObject({
    ModelPackageVersion: 1,
    ModelPackageGroupName: group,
    ModelPackageStatus: 'Completed',
    ModelApprovalStatus: 'Approved',
    InferenceSpecification: { Containers: [{ Image: 'repo@sha256:1', ModelDataUrl: 's3://data/m.tar.gz' }] },
    ModelMetrics: { ModelQuality: { Statistics: { S3Uri: 's3://data/metrics.json' } } },
    CustomerMetadataProperties: { run: '1', auc: '0.79' },
    CreationTime: expect.any(Date),
  });
  expect(world.events.at(-1)).toMatchObject({ detailType: 'SageMaker Model Package State Change', detail: { ModelPackageVersion: 1 } });
});

it('registers once for one client token, and refuses the token for another request', async () => {
  const world = await withGroup();
  const [first, second] = [await register(world, { ClientToken: 'run-1' }), await register(world, { ClientToken: 'run-1' })];
  expect(second.ModelPackageArn).toBe(first.ModelPackageArn);
  await expect(register(world, { ClientToken: 'run-1', Domain: 'OTHER' })).rejects.toMatchObject({ name: 'ConflictException' });
  expect((await register(world, { ClientToken: 'run-2' })).ModelPackageArn).toMatch(/\/2$/);
});

it('lists ten at a time, in both orders, filtered by approval', async () => {
  const world = await withGroup();
  for (let i = 1; i <= 12; i++) await register(world, { ModelApprovalStatus: i === 3 ? 'Rejected' : 'Approved' });
  const page = await world.client.send(new ListModelPackagesCommand({ ModelPackageGroupName: group }));
  expect(page.ModelPackageSummaryList).toHaveLength(10);
  const query = { ModelPackageGroupName: group, SortBy: 'CreationTime', SortOrder: 'Descending', MaxResults: 5 } as const;
  const versions: (number | undefined)[] = [];
  for await (const { ModelPackageSummaryList } of paginateListModelPackages({ client: world.client }, query)) {
    versions.push(...(ModelPackageSummaryList ?? []).map(({ ModelPackageVersion }) => ModelPackageVersion));
  }
  expect(versions).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
  const rejected = await world.client.send(new ListModelPackagesCommand({ ModelPackageGroupName: group, ModelApprovalStatus: 'Rejected' }));
  expect(rejected.ModelPackageSummaryList?.map(({ ModelPackageVersion }) => ModelPackageVersion)).toEqual([3]);
});

it('changes approval and metadata, and never gives a version out twice', async () => {
  const world = await withGroup();
  const { ModelPackageArn } = await register(world, { ModelApprovalStatus: undefined });
  const before = await world.client.send(new DescribeModelPackageCommand({ ModelPackageName: ModelPackageArn }));
  expect(before.ModelApprovalStatus).toBe('PendingManualApproval');
  await world.client.send(
    new UpdateModelPackageCommand({
      ModelPackageArn,
      ModelApprovalStatus: 'Rejected',
      CustomerMetadataProperties: { why: 'old' },
      CustomerMetadataPropertiesToRemove: ['auc'],
    }),
  );
  const after = await world.client.send(new DescribeModelPackageCommand({ ModelPackageName: ModelPackageArn }));
  expect(after).toMatchObject({ ModelApprovalStatus: 'Rejected', CustomerMetadataProperties: { run: '1', why: 'old' } });
  expect(after.CustomerMetadataProperties).not.toHaveProperty('auc');
  await world.client.send(new DeleteModelPackageCommand({ ModelPackageName: ModelPackageArn }));
  expect((await register(world)).ModelPackageArn).toMatch(/\/2$/);
});

it('refuses groups and packages that are not there, are there already, or are in use', async () => {
  const world = await withGroup();
  const { client } = world;
  await expect(client.send(new CreateModelPackageGroupCommand({ ModelPackageGroupName: group }))).rejects.toMatchObject({
    name: 'ValidationException',
    message: `Model Package Group already exists: ${groupArn}`,
  });
  await expect(client.send(new DescribeModelPackageGroupCommand({ ModelPackageGroupName: 'none' }))).rejects.toThrow(/does not exist\.$/);
  const { ModelPackageArn } = await register(world);
  await expect(client.send(new DeleteModelPackageGroupCommand({ ModelPackageGroupName: group }))).rejects.toMatchObject({
    name: 'ConflictException',
  });
  await client.send(new DeleteModelPackageCommand({ ModelPackageName: ModelPackageArn }));
  await expect(client.send(new DescribeModelPackageCommand({ ModelPackageName: ModelPackageArn }))).rejects.toThrow(/does not exist\.$/);
  await client.send(new DeleteModelPackageGroupCommand({ ModelPackageGroupName: group }));
  await expect(register(world)).rejects.toMatchObject({ name: 'ValidationException' });
});

it('refuses metadata that AWS would refuse: JSON, commas, quotes', async () => {
  const world = await withGroup();
  await expect(register(world, { CustomerMetadataProperties: { metrics: '{"auc":0.79}' } })).rejects.toThrow(
    /^1 validation error detected: Value '\{"auc":0\.79\}' at 'customerMetadataProperties\.metrics\.member' failed to satisfy constraint: Member must satisfy regular expression pattern:/,
  );
});

it('keeps tags by resource', async () => {
  const world = await withGroup();
  await world.client.send(
    new AddTagsCommand({
      ResourceArn: groupArn,
      Tags: [
        { Key: 'team', Value: 'birds' },
        { Key: 'cost', Value: '7' },
      ],
    }),
  );
  const { Tags } = await world.client.send(new ListTagsCommand({ ResourceArn: groupArn }));
  expect(Tags).toEqual([
    { Key: 'team', Value: 'birds' },
    { Key: 'cost', Value: '7' },
  ]);
  await expect(world.client.send(new ListTagsCommand({ ResourceArn: groupArn.replace(group, 'none') }))).rejects.toMatchObject({
    name: 'ValidationException',
  });
});
