import { createHash } from 'node:crypto';
import type { Caller, World } from '../../world.ts';
import { AwsError } from '../errors.ts';
import { randomUuid } from '../ids.ts';
import { any, flag, number, required, structure, text } from '../input.ts';
import { operation } from '../operation.ts';
import { startRun } from './build-run.ts';
import { computeType, environmentType, environmentVariables, queuedTimeoutInMinutes, sourceType, timeoutInMinutes } from './members.ts';
import { type Build, buildsOf, checkServiceRole, type EnvironmentVariable, findProject, invalidInput, type Project } from './records.ts';

const input = {
  projectName: text({ ...required, min: 1 }),
  idempotencyToken: text(),
  sourceTypeOverride: text(sourceType),
  sourceLocationOverride: text(),
  sourceAuthOverride: structure({ type: text({ ...required, of: ['OAUTH', 'CODECONNECTIONS', 'SECRETS_MANAGER'] }), resource: text() }),
  sourceVersion: text(),
  buildspecOverride: text(),
  environmentVariablesOverride: environmentVariables,
  environmentTypeOverride: text(environmentType),
  imageOverride: text({ min: 1 }),
  computeTypeOverride: text(computeType),
  privilegedModeOverride: flag(),
  serviceRoleOverride: text({ min: 1 }),
  timeoutInMinutesOverride: timeoutInMinutes,
  queuedTimeoutInMinutesOverride: queuedTimeoutInMinutes,
  gitCloneDepthOverride: number({ integer: true, min: 0 }),
  logsConfigOverride: any(),
  artifactsOverride: any(),
  cacheOverride: any(),
} as const;

/** A token is remembered for five minutes (API reference of StartBuild). */
const tokenMs = 5 * 60_000;

interface Token {
  /** As it was begun: what a repeated request is answered with when its record is gone by then. */
  readonly begun: Build;
  readonly request: string;
  readonly expires: number;
}

/** @see https://docs.aws.amazon.com/codebuild/latest/APIReference/API_StartBuild.html */
export const startBuild = operation({
  name: 'StartBuild',
  input,
  run: (request, { world, caller }) => {
    const project = findProject(world, request.projectName);
    checkServiceRole(request.serviceRoleOverride);
    const { idempotencyToken, ...parameters } = request;
    const tokens = world.store.table<Token>('codebuild/tokens');
    const hash = createHash('sha256').update(JSON.stringify(parameters)).digest('hex');
    const token = idempotencyToken === undefined ? undefined : `${project.name} ${idempotencyToken}`;
    const known = token === undefined ? undefined : tokens.get(token);
    if (known && known.expires > world.clock.now()) {
      if (known.request !== hash) {
        throw invalidInput('Parameter mismatch: the idempotency token was used with other parameters within the last five minutes');
      }
      return { build: buildsOf(world).get(known.begun.id) ?? known.begun };
    }
    checkLimit(world, project);
    const build = newBuild(world, caller, project, request);
    checkMachine(build);
    buildsOf(world).set(build.id, build);
    if (token !== undefined) tokens.set(token, { begun: build, request: hash, expires: world.clock.now() + tokenMs });
    startRun(world, build);
    return { build };
  },
});

function checkLimit(world: World, { name, concurrentBuildLimit: limit }: Project): void {
  if (limit === undefined || limit <= 0) return;
  const active = buildsOf(world)
    .values()
    .filter((build) => build.projectName === name && !build.buildComplete).length;
  if (active < limit) return;
  throw new AwsError('AccountLimitExceededException', `Cannot have more than ${limit} active builds for the project`);
}

/** GPUs come in two sizes on demand (CodeBuild User Guide, "Build environment compute modes and types"); the words are ours. */
function checkMachine({ environment: { type, computeType } }: Build): void {
  if (type !== 'LINUX_GPU_CONTAINER' || /_(SMALL|LARGE)$/.test(computeType)) return;
  throw invalidInput(`Invalid compute type ${computeType} for environment type ${type}`);
}

type Request = Parameters<typeof startBuild.run>[0];

function newBuild(world: World, caller: Caller, project: Project, request: Request): Build {
  const { region, partition, account } = world;
  const uuid = randomUuid(world.random);
  const id = `${project.name}:${uuid}`;
  const now = new Date(world.clock.now());
  const { environment } = project;
  const log = project.logsConfig?.cloudWatchLogs;
  const groupName = log?.groupName ?? `/aws/codebuild/${project.name}`;
  const streamName = log?.streamName ? `${log.streamName}/${uuid}` : uuid;
  return {
    id,
    arn: `arn:${partition}:codebuild:${region}:${account}:build/${id}`,
    buildNumber:
      1 +
      buildsOf(world)
        .values()
        .filter(({ projectName }) => projectName === project.name).length,
    projectName: project.name,
    startTime: now,
    currentPhase: 'SUBMITTED',
    buildStatus: 'IN_PROGRESS',
    buildComplete: false,
    phases: [{ phaseType: 'SUBMITTED', startTime: now }],
    source: {
      ...project.source,
      ...(request.sourceTypeOverride ? { type: request.sourceTypeOverride } : {}),
      ...(request.sourceLocationOverride ? { location: request.sourceLocationOverride } : {}),
      ...(request.sourceAuthOverride ? { auth: request.sourceAuthOverride } : {}),
      ...(request.buildspecOverride ? { buildspec: request.buildspecOverride } : {}),
    },
    sourceVersion: request.sourceVersion ?? project.sourceVersion,
    artifacts: request.artifactsOverride ?? project.artifacts,
    environment: {
      ...environment,
      type: request.environmentTypeOverride ?? environment.type,
      image: request.imageOverride ?? environment.image,
      computeType: request.computeTypeOverride ?? environment.computeType,
      privilegedMode: request.privilegedModeOverride ?? environment.privilegedMode ?? false,
      environmentVariables: merged(environment.environmentVariables ?? [], request.environmentVariablesOverride ?? []),
    },
    serviceRole: request.serviceRoleOverride ?? project.serviceRole,
    timeoutInMinutes: request.timeoutInMinutesOverride ?? project.timeoutInMinutes,
    queuedTimeoutInMinutes: request.queuedTimeoutInMinutesOverride ?? project.queuedTimeoutInMinutes,
    initiator: caller.arn.slice(caller.arn.lastIndexOf(':') + 1).replace(/^assumed-role\//, ''),
    logs:
      log?.status === 'DISABLED'
        ? {}
        : {
            groupName,
            streamName,
            deepLink: `https://console.aws.amazon.com/cloudwatch/home?region=${region}#logsV2:log-groups/log-group/${encodeURIComponent(groupName)}/log-events/${encodeURIComponent(streamName)}`,
            cloudWatchLogs: { status: 'ENABLED', groupName, streamName },
          },
    exportedEnvironmentVariables: [],
  };
}

/** An override takes the place of the project's variable of that name; the others are added. */
function merged(own: readonly EnvironmentVariable[], overrides: readonly EnvironmentVariable[]): EnvironmentVariable[] {
  return [...new Map([...own, ...overrides].map((variable) => [variable.name, { type: 'PLAINTEXT' as const, ...variable }])).values()];
}
