import type { World } from '../../world.ts';
import { type ActionTable, anyResource, type Requirement } from '../action-table.ts';

const arn = ({ partition, region, account }: World, name: string) => `arn:${partition}:codecommit:${region}:${account}:${name}`;
const on = (action: string): Requirement[] => [
  { action: `codecommit:${action}`, resource: (input: { repositoryName: string }, world) => arn(world, input.repositoryName) },
];

const sameName = [
  'CreateRepository',
  'DeleteRepository',
  'GetBranch',
  'GetCommit',
  'GetFolder',
  'GetRepository',
  'GetRepositoryTriggers',
  'ListBranches',
  'PutRepositoryTriggers',
  'UpdateRepositoryDescription',
];

/** Service authorization reference, "Actions, resources, and condition keys for AWS CodeCommit". `GitPull` is checked by who reads a source. */
export const actions: ActionTable = {
  ...Object.fromEntries(sameName.map((name) => [name, on(name)])),
  ListRepositories: [{ action: 'codecommit:ListRepositories', resource: anyResource }],
  UpdateRepositoryName: [
    {
      action: 'codecommit:UpdateRepositoryName',
      resource: (input: { oldName: string; newName: string }, world) => [arn(world, input.oldName), arn(world, input.newName)],
    },
  ],
};
