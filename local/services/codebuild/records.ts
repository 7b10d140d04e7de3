import type { Table } from '../../store.ts';
import type { World } from '../../world.ts';
import { isRoleArn } from '../arns.ts';
import { AwsError } from '../errors.ts';

export interface EnvironmentVariable {
  readonly name: string;
  readonly value: string;
  readonly type?: 'PLAINTEXT' | 'PARAMETER_STORE' | 'SECRETS_MANAGER';
}

export interface ProjectSource {
  readonly type: string;
  readonly location?: string;
  readonly buildspec?: string;
  readonly auth?: { readonly type: string; readonly resource?: string };
}

export interface ProjectEnvironment {
  readonly type: string;
  readonly image: string;
  readonly computeType: string;
  readonly privilegedMode?: boolean;
  readonly imagePullCredentialsType?: string;
  readonly environmentVariables?: readonly EnvironmentVariable[];
}

/** A project as BatchGetProjects answers it. */
export interface Project {
  readonly name: string;
  readonly arn: string;
  readonly description?: string;
  readonly source: ProjectSource;
  readonly sourceVersion?: string;
  readonly artifacts: object;
  readonly cache?: object;
  readonly environment: ProjectEnvironment;
  readonly serviceRole: string;
  readonly timeoutInMinutes: number;
  readonly queuedTimeoutInMinutes: number;
  readonly concurrentBuildLimit?: number;
  readonly logsConfig?: { cloudWatchLogs?: { status?: string; groupName?: string; streamName?: string } };
  readonly tags?: readonly object[];
  readonly created: Date;
  readonly lastModified: Date;
}

export type BuildStatus = 'SUCCEEDED' | 'FAILED' | 'FAULT' | 'TIMED_OUT' | 'IN_PROGRESS' | 'STOPPED';

export interface PhaseContext {
  readonly statusCode: string;
  readonly message: string;
}

export interface Phase {
  readonly phaseType: string;
  readonly phaseStatus?: string;
  readonly startTime: Date;
  readonly endTime?: Date;
  readonly durationInSeconds?: number;
  readonly contexts?: readonly PhaseContext[];
}

/** A build as BatchGetBuilds answers it. */
export interface Build {
  readonly id: string;
  readonly arn: string;
  readonly buildNumber: number;
  readonly projectName: string;
  readonly startTime: Date;
  readonly endTime?: Date;
  readonly currentPhase: string;
  readonly buildStatus: BuildStatus;
  readonly buildComplete: boolean;
  readonly phases: readonly Phase[];
  readonly source: ProjectSource;
  readonly sourceVersion?: string;
  /** The commit that a branch or tag was when the build fetched it. */
  readonly resolvedSourceVersion?: string;
  readonly artifacts: object;
  readonly environment: ProjectEnvironment;
  readonly serviceRole: string;
  readonly timeoutInMinutes: number;
  readonly queuedTimeoutInMinutes: number;
  readonly initiator: string;
  readonly logs: { groupName?: string; streamName?: string; deepLink?: string; cloudWatchLogs?: object };
  readonly exportedEnvironmentVariables: readonly { name: string; value: string }[];
}

export const projectsOf = (world: World): Table<Project> => world.store.table('codebuild/projects');
export const buildsOf = (world: World): Table<Build> => world.store.table('codebuild/builds');

export const projectArn = ({ partition, region, account }: World, name: string): string =>
  `arn:${partition}:codebuild:${region}:${account}:project/${name}`;

/** @throws ResourceNotFoundException as CodeBuild words it */
export function findProject(world: World, nameOrArn: string): Project {
  const name = nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1);
  const project = projectsOf(world).get(name);
  if (!project) throw new AwsError('ResourceNotFoundException', `Project cannot be found: ${projectArn(world, name)}`);
  return project;
}

/** A build by id or ARN. */
export function findBuild(world: World, idOrArn: string): Build | undefined {
  return buildsOf(world).get(idOrArn.slice(idOrArn.lastIndexOf('/') + 1));
}

/** @throws InvalidInputException for what is no role's ARN; whether the role is there shows when a build takes it */
export function checkServiceRole(serviceRole: string | undefined): void {
  if (serviceRole !== undefined && !isRoleArn(serviceRole))
    throw invalidInput(`Invalid service role: expected the ARN of an IAM role, got ${serviceRole}`);
}

export const invalidInput = (message: string): AwsError => new AwsError('InvalidInputException', message);
