import { CloudFormationClient, paginateListStackResources, paginateListStacks } from '@aws-sdk/client-cloudformation';
import { HeadBucketCommand } from '@aws-sdk/client-s3';
import type { EnvName } from '../../lambdas/contract/functions.ts';
import type { Account } from '../account.ts';
import { CliError } from '../cli-error.ts';
import { functionVariable } from '../installation.ts';
import { unlessGone } from './hosting.ts';
import { stackName } from './stack.ts';

/** The installation's buckets, those that are there. They outlive its stack. */
export interface Buckets {
  /** Whether the functions are there: without them nothing runs. */
  readonly isInstalled?: boolean;
  readonly artifacts?: string;
  readonly data?: string;
}

/** The functions know the buckets; once their stack is gone, what CloudFormation remembers of it does, for 90 days. */
export async function bucketsOf(account: Account): Promise<Buckets> {
  const artifacts = await variable(account, 'ARTIFACTS_BUCKET');
  const data = await variable(account, 'DATA_BUCKET');
  const former = artifacts === undefined || data === undefined ? await formerBuckets(account) : {};
  return {
    isInstalled: artifacts !== undefined,
    artifacts: await existing(account, artifacts ?? former.artifacts),
    data: await existing(account, data ?? former.data),
  };
}

async function variable(account: Account, name: EnvName): Promise<string | undefined> {
  try {
    return await functionVariable(account, 'prepare', name);
  } catch (error) {
    if (error instanceof CliError && (error.cause as Error | undefined)?.name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

async function existing(account: Account, Bucket: string | undefined): Promise<string | undefined> {
  return Bucket !== undefined && (await unlessGone(account.s3.send(new HeadBucketCommand({ Bucket })))) ? Bucket : undefined;
}

async function formerBuckets(account: Account): Promise<Buckets> {
  const client = account.client(CloudFormationClient);
  // Newest first.
  for await (const page of paginateListStacks(
    { client },
    { StackStatusFilter: ['DELETE_COMPLETE', 'DELETE_IN_PROGRESS', 'DELETE_FAILED'] },
  )) {
    const stack = page.StackSummaries?.find(({ StackName }) => StackName === stackName(account));
    if (stack?.StackId) return bucketsIn(client, stack.StackId);
  }
  return {};
}

/** By logical id, which the CDK makes of the constructs' names. */
async function bucketsIn(client: CloudFormationClient, StackName: string): Promise<Buckets> {
  const found: { artifacts?: string; data?: string } = {};
  for await (const page of paginateListStackResources({ client }, { StackName }))
    for (const { ResourceType, LogicalResourceId = '', PhysicalResourceId } of page.StackResourceSummaries ?? []) {
      if (ResourceType !== 'AWS::S3::Bucket') continue;
      if (LogicalResourceId.startsWith('StorageArtifacts')) found.artifacts = PhysicalResourceId;
      if (LogicalResourceId.startsWith('StorageData')) found.data = PhysicalResourceId;
    }
  return found;
}
