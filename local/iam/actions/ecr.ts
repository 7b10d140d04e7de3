import type { World } from '../../world.ts';
import { type ActionTable, anyResource, type Requirement } from '../action-table.ts';

const arn = (world: World, name: string): string => `arn:${world.partition}:ecr:${world.region}:${world.account}:repository/${name}`;
const on = (action: string): Requirement[] => [
  { action: `ecr:${action}`, resource: (input: { repositoryName: string }, world) => arn(world, input.repositoryName) },
];

const sameName = [
  'BatchDeleteImage',
  'BatchGetImage',
  'CreateRepository',
  'DeleteLifecyclePolicy',
  'DeleteRepository',
  'DeleteRepositoryPolicy',
  'DescribeImages',
  'GetLifecyclePolicy',
  'GetRepositoryPolicy',
  'ListImages',
  'PutImage',
  'PutImageScanningConfiguration',
  'PutImageTagMutability',
  'PutLifecyclePolicy',
  'SetRepositoryPolicy',
];

/** Service authorization reference, "Actions, resources, and condition keys for Amazon ECR". Pushes and pulls are checked by the registry. */
export const actions: ActionTable = {
  ...Object.fromEntries(sameName.map((name) => [name, on(name)])),
  DescribeRepositories: [
    {
      action: 'ecr:DescribeRepositories',
      resource: (input: { repositoryNames?: string[] }, world) => (input.repositoryNames ?? ['*']).map((name) => arn(world, name)),
    },
  ],
  GetAuthorizationToken: [{ action: 'ecr:GetAuthorizationToken', resource: anyResource }],
};
