import type { World } from '../../world.ts';
import { type ActionTable, anyResource, passRole, type Requirement } from '../action-table.ts';

type Input = Record<string, unknown>;

/** Which permissions CodeBuild asks for: all on projects, builds too (service authorization reference). */
export const actions: ActionTable = {
  CreateProject: [onProject('CreateProject', 'name'), passRole('codebuild.amazonaws.com', (input) => input.serviceRole)],
  UpdateProject: [onProject('UpdateProject', 'name'), passRole('codebuild.amazonaws.com', (input) => input.serviceRole)],
  DeleteProject: [onProject('DeleteProject', 'name')],
  BatchGetProjects: [
    {
      action: 'codebuild:BatchGetProjects',
      resource: (input: Input, world) => (input.names as string[]).map((name) => projectArn(world, name)),
    },
  ],
  ListProjects: [{ action: 'codebuild:ListProjects', resource: anyResource }],
  StartBuild: [onProject('StartBuild', 'projectName'), passRole('codebuild.amazonaws.com', (input) => input.serviceRoleOverride)],
  BatchGetBuilds: [
    {
      action: 'codebuild:BatchGetBuilds',
      resource: (input: Input, world) => (input.ids as string[]).map((id) => projectArn(world, projectOf(id))),
    },
  ],
  StopBuild: [{ action: 'codebuild:StopBuild', resource: (input: Input, world) => projectArn(world, projectOf(String(input.id))) }],
  ListBuildsForProject: [onProject('ListBuildsForProject', 'projectName')],
};

function onProject(operation: string, member: string): Requirement {
  return { action: `codebuild:${operation}`, resource: (input: Input, world) => projectArn(world, String(input[member])) };
}

/** Names may come as ARNs. */
const projectArn = ({ partition, region, account }: World, name: string) =>
  `arn:${partition}:codebuild:${region}:${account}:project/${name.slice(name.lastIndexOf('/') + 1)}`;

/** `project:uuid`, or `arn:…:build/project:uuid`. */
const projectOf = (id: string) => id.slice(id.lastIndexOf('/') + 1).replace(/:[^:]*$/, '');
