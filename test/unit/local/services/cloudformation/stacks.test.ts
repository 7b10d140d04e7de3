import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStacksCommand,
  ListStackResourcesCommand,
  ListStacksCommand,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';
import { describe, expect, it } from 'vitest';
import type { Runtime } from '../../../../../local/runtime.ts';
import { assemblyOf } from '../../cloudformation/fake-world.ts';
import { makeRole } from '../../helpers/functions.ts';
import { clientOptions, temporaryFolder, testWorld } from '../../helpers/world.ts';

const logGroup = (LogGroupName: string, more: object = {}) => ({ Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName }, ...more });
const repository = { Type: 'AWS::ECR::Repository', Properties: { RepositoryName: 'birds' }, DeletionPolicy: 'RetainExceptOnCreate' };
const bucket = { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'a-bucket' } };
const StackName = 'Model';

async function stacksWorld(templates: Record<string, object>, dataDir = temporaryFolder()) {
  const runtime = await testWorld({ dataDir });
  const client = new CloudFormationClient(clientOptions(runtime));
  await runtime.deploy(assemblyOf(templates));
  return { runtime, client, dataDir };
}

/** Deletes and waits as the command line does; gives the last word on the stack. */
async function remove(client: CloudFormationClient, name = StackName, RetainResources?: string[]) {
  const { StackId } = (await client.send(new DescribeStacksCommand({ StackName: name }))).Stacks?.[0] ?? {};
  await client.send(new DeleteStackCommand({ StackName: name, RetainResources }));
  const waiting = { client, maxWaitTime: 10, minDelay: 0.01, maxDelay: 0.01 };
  await waitUntilStackDeleteComplete(waiting, { StackName: StackId }).catch(() => undefined);
  return (await client.send(new DescribeStacksCommand({ StackName: StackId }))).Stacks?.[0];
}

const statuses = async (client: CloudFormationClient, name: string | undefined = StackName) => {
  const { StackResourceSummaries = [] } = await client.send(new ListStackResourcesCommand({ StackName: name }));
  return Object.fromEntries(StackResourceSummaries.map(({ LogicalResourceId, ResourceStatus }) => [LogicalResourceId, ResourceStatus]));
};
const groupsOf = async ({ world }: Runtime) =>
  (await world.call<{ logGroups: { logGroupName: string }[] }>('logs', 'DescribeLogGroups', {})).logGroups.map(
    (group) => group.logGroupName,
  );

describe('a stack that is there', () => {
  it('is listed and described with its outputs, status and times', async () => {
    const Outputs = { Name: { Value: { Ref: 'A' }, Export: { Name: 'Model:Name' } }, Id: { Value: { Ref: 'AWS::StackId' } } };
    const { runtime, client } = await stacksWorld({ Model: { Description: 'birds', Resources: { A: logGroup('/a') }, Outputs } });
    const [stack] = (await client.send(new DescribeStacksCommand({ StackName }))).Stacks ?? [];
    expect(stack).toMatchObject({ StackName, Description: 'birds', StackStatus: 'CREATE_COMPLETE', CreationTime: expect.any(Date) });
    expect(stack?.StackId).toMatch(/^arn:aws:cloudformation:us-east-1:000000000000:stack\/Model\/[0-9a-f-]{36}$/);
    expect(stack?.Outputs).toEqual([
      { OutputKey: 'Name', OutputValue: '/a', ExportName: 'Model:Name' },
      { OutputKey: 'Id', OutputValue: stack?.StackId },
    ]);
    await runtime.deploy(assemblyOf({ Model: { Resources: { A: logGroup('/a'), B: logGroup('/b') } } }));
    const { StackSummaries } = await client.send(new ListStacksCommand({ StackStatusFilter: ['UPDATE_COMPLETE'] }));
    expect(StackSummaries).toMatchObject([{ StackName, StackId: stack?.StackId, LastUpdatedTime: expect.any(Date) }]);
    const { StackResourceSummaries } = await client.send(new ListStackResourcesCommand({ StackName }));
    expect(StackResourceSummaries?.[1]).toMatchObject({
      LogicalResourceId: 'B',
      PhysicalResourceId: '/b',
      ResourceType: 'AWS::Logs::LogGroup',
      ResourceStatus: 'CREATE_COMPLETE',
      LastUpdatedTimestamp: expect.any(Date),
    });
  });

  it('says why its deploy failed, and is mended by the next one', async () => {
    const { runtime, client } = await stacksWorld({});
    await runtime.world.call('logs', 'CreateLogGroup', { logGroupName: '/a' });
    const template = { Model: { Resources: { T: { Type: 'AWS::SNS::Topic' }, A: logGroup('/a') } } };
    await expect(runtime.deploy(assemblyOf(template))).rejects.toThrow('Model / A');
    const failed = (await client.send(new DescribeStacksCommand({ StackName }))).Stacks?.[0];
    expect(failed).toMatchObject({
      StackStatus: 'CREATE_FAILED',
      StackStatusReason: expect.stringContaining('ResourceAlreadyExistsException'),
    });
    await runtime.world.call('logs', 'DeleteLogGroup', { logGroupName: '/a' });
    await runtime.deploy(assemblyOf(template));
    const [mended] = (await client.send(new DescribeStacksCommand({}))).Stacks ?? [];
    expect(mended).toMatchObject({ StackId: failed?.StackId, StackStatus: 'UPDATE_COMPLETE' });
    expect(mended?.StackStatusReason).toBeUndefined();
  });

  it('cannot be described under a name that no stack has', async () => {
    const { client } = await stacksWorld({});
    const error = { name: 'ValidationError', message: 'Stack with id Model does not exist' };
    await expect(client.send(new DescribeStacksCommand({ StackName }))).rejects.toMatchObject(error);
    await expect(client.send(new ListStackResourcesCommand({ StackName }))).rejects.toMatchObject(error);
    await client.send(new DeleteStackCommand({ StackName }));
  });
});

describe('a deletion', () => {
  it('removes what is there, last made first, and stays known by its id, after a restart too', async () => {
    const Resources = {
      Topic: { Type: 'AWS::SNS::Topic' },
      Subscription: { Type: 'AWS::SNS::Subscription', Properties: { TopicArn: { Ref: 'Topic' }, Protocol: 'email', Endpoint: 'a@b.c' } },
      Logs: logGroup('/a', { DependsOn: 'Subscription' }),
    };
    const { runtime, client, dataDir } = await stacksWorld({ Model: { Resources } });
    const deleted = await remove(client);
    expect(deleted).toMatchObject({ StackStatus: 'DELETE_COMPLETE', DeletionTime: expect.any(Date) });
    const { StackResourceSummaries = [] } = await client.send(new ListStackResourcesCommand({ StackName: deleted?.StackId }));
    expect(StackResourceSummaries.map((one) => `${one.LogicalResourceId} ${one.ResourceStatus}`)).toEqual([
      'Logs DELETE_COMPLETE',
      'Subscription DELETE_COMPLETE',
      'Topic DELETE_COMPLETE',
    ]);
    expect(await groupsOf(runtime)).toEqual([]);
    await expect(client.send(new DescribeStacksCommand({ StackName }))).rejects.toThrow('does not exist');
    await runtime.stop();

    const again = new CloudFormationClient(clientOptions(await testWorld({ dataDir })));
    const { StackSummaries } = await again.send(new ListStacksCommand({}));
    expect(StackSummaries).toMatchObject([{ StackName, StackId: deleted?.StackId, StackStatus: 'DELETE_COMPLETE' }]);
  });

  it('leaves what its policy keeps, and a later deploy takes it back with what it holds', async () => {
    const Resources = { Images: repository, Logs: logGroup('/a'), Bucket: { ...bucket, DeletionPolicy: 'Retain' } };
    const { runtime, client } = await stacksWorld({ Model: { Resources } });
    await runtime.world.call('s3', 'PutObject', { Bucket: 'a-bucket', Key: 'k', Body: Buffer.from('v') });
    const deleted = await remove(client);
    expect(await statuses(client, deleted?.StackId)).toEqual({
      Images: 'DELETE_SKIPPED',
      Logs: 'DELETE_COMPLETE',
      Bucket: 'DELETE_SKIPPED',
    });
    const { stacks } = await runtime.deploy(assemblyOf({ Model: { Resources } }));
    expect(stacks[0]?.created).toEqual(['Images', 'Logs', 'Bucket']);
    await runtime.world.call('s3', 'HeadObject', { Bucket: 'a-bucket', Key: 'k' });
    const [stack] = (await client.send(new DescribeStacksCommand({ StackName }))).Stacks ?? [];
    expect(stack?.StackStatus).toBe('CREATE_COMPLETE');
    expect(stack?.StackId).not.toBe(deleted?.StackId);
  });

  it('does not hand a resource of one stack to another', async () => {
    const { runtime } = await stacksWorld({ Model: { Resources: { Images: repository } } });
    const other = assemblyOf({ Other: { Resources: { Images: repository } } });
    await expect(runtime.deploy(other)).rejects.toThrow('Other / Images (AWS::ECR::Repository): CreateRepository: RepositoryAlready');
  });

  it('is refused while another stack uses an export, and says so in the reason', async () => {
    const Shared = {
      Resources: { A: logGroup('/a') },
      Outputs: { Name: { Value: { Ref: 'A' }, Export: { Name: 'Shared:Name' } } },
    };
    const Value = { 'Fn::ImportValue': 'Shared:Name' };
    const user = { Resources: { P: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/p', Type: 'String', Value } } } };
    const { runtime, client } = await stacksWorld({ Shared, Model: user });
    await client.send(new DeleteStackCommand({ StackName: 'Shared' }));
    const [stack] = (await client.send(new DescribeStacksCommand({ StackName: 'Shared' }))).Stacks ?? [];
    expect(stack).toMatchObject({
      StackStatus: 'CREATE_COMPLETE',
      StackStatusReason: 'Delete canceled. Cannot delete export Shared:Name as it is in use by Model.',
    });
    expect(await groupsOf(runtime)).toEqual(['/a']);
    expect(await remove(client)).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
    expect(await remove(client, 'Shared')).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
  });

  it('that fails removes the rest, keeps what the failed one needs, refuses deploys, and can be tried again', async () => {
    const Resources = { Needed: logGroup('/needed'), Bucket: { ...bucket, DependsOn: 'Needed' }, Logs: logGroup('/a') };
    const { runtime, client } = await stacksWorld({ Model: { Resources } });
    await runtime.world.call('s3', 'PutObject', { Bucket: 'a-bucket', Key: 'k', Body: Buffer.from('v') });
    const failed = await remove(client);
    expect(failed).toMatchObject({
      StackStatus: 'DELETE_FAILED',
      StackStatusReason: 'The following resource(s) failed to delete: [Bucket]. ',
    });
    expect(await statuses(client)).toEqual({ Needed: 'CREATE_COMPLETE', Bucket: 'DELETE_FAILED', Logs: 'DELETE_COMPLETE' });
    const { StackResourceSummaries = [] } = await client.send(new ListStackResourcesCommand({ StackName }));
    expect(StackResourceSummaries.find((one) => one.LogicalResourceId === 'Bucket')?.ResourceStatusReason).toContain('BucketNotEmpty');
    await expect(runtime.deploy(assemblyOf({ Model: { Resources } }))).rejects.toThrow(
      `Stack:${failed?.StackId} is in DELETE_FAILED state and can not be updated.`,
    );
    await runtime.world.call('s3', 'DeleteObject', { Bucket: 'a-bucket', Key: 'k' });
    expect(await remove(client)).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
    expect(await groupsOf(runtime)).toEqual([]);
  });

  it('that failed can be told to leave a resource alone', async () => {
    const { runtime, client } = await stacksWorld({ Model: { Resources: { Bucket: bucket } } });
    await runtime.world.call('s3', 'PutObject', { Bucket: 'a-bucket', Key: 'k', Body: Buffer.from('v') });
    await expect(client.send(new DeleteStackCommand({ StackName, RetainResources: ['Bucket'] }))).rejects.toThrow('DELETE_FAILED state');
    await remove(client);
    expect(await remove(client, StackName, ['Bucket'])).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
    await runtime.world.call('s3', 'HeadObject', { Bucket: 'a-bucket', Key: 'k' });
  });

  it('goes on after a restart; a deploy that broke off counts as failed', async () => {
    const { runtime, client, dataDir } = await stacksWorld({ Model: { Resources: { A: logGroup('/a') } }, Other: { Resources: {} } });
    const stacks = runtime.world.store.table<{ id: string; status: string }>('cloudformation/stacks');
    const { StackId } = (await client.send(new DescribeStacksCommand({ StackName }))).Stacks?.[0] ?? {};
    for (const [name, status] of [
      [StackName, 'DELETE_IN_PROGRESS'],
      ['Other', 'UPDATE_IN_PROGRESS'],
    ] as const) {
      const record = stacks.get(name);
      if (record) stacks.set(name, { ...record, status });
    }
    await expect(client.send(new DeleteStackCommand({ StackName: 'Other' }))).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'Stack [Other] cannot be deleted while in status UPDATE_IN_PROGRESS',
    });
    await runtime.stop();
    const next = await testWorld({ dataDir });
    const again = new CloudFormationClient(clientOptions(next));
    await waitUntilStackDeleteComplete({ client: again, maxWaitTime: 10, minDelay: 0.01, maxDelay: 0.01 }, { StackName: StackId });
    expect(await groupsOf(next)).toEqual([]);
    expect((await again.send(new DescribeStacksCommand({ StackName: 'Other' }))).Stacks?.[0]?.StackStatus).toBe('UPDATE_FAILED');
  });
});

it('a stack on record without an id is a stack again after its next deploy', async () => {
  const assembly = assemblyOf({ Model: { Resources: { A: logGroup('/a') } } });
  const dataDir = temporaryFolder();
  const first = await testWorld({ dataDir });
  await first.deploy(assembly);
  first.world.store.table('cloudformation/stacks').set(StackName, { name: StackName, fingerprint: 'f', outputs: {}, exports: {} });
  await first.stop();
  const next = await testWorld({ dataDir });
  expect((await next.deploy(assembly)).stacks).toMatchObject([{ name: StackName, unchanged: ['A'] }]);
});

it('is denied to a role without the permission, with the name CloudFormation uses', async () => {
  const { runtime } = await stacksWorld({ Model: { Resources: {} } });
  const roleArn = await makeRole(runtime.world, 'nobody');
  const client = new CloudFormationClient(clientOptions(runtime, runtime.world.credentials(roleArn)));
  await expect(client.send(new DeleteStackCommand({ StackName }))).rejects.toMatchObject({
    name: 'AccessDenied',
    message: expect.stringContaining('cloudformation:DeleteStack on resource: arn:aws:cloudformation:us-east-1:000000000000:stack/Model/*'),
  });
});
