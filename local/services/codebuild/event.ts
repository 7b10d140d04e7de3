import type { World } from '../../world.ts';
import type { Build } from './records.ts';

/**
 * `CodeBuild Build State Change`, as CodeBuild puts it on the default bus: hyphens in the names, the build's ARN as its id, times as words.
 * Source: the sample event of the CodeBuild user guide ("Build notifications input format reference").
 */
export function emitStateChange(world: World, build: Build): void {
  const { groupName, streamName, deepLink } = build.logs;
  world.emit({
    source: 'aws.codebuild',
    detailType: 'CodeBuild Build State Change',
    resources: [build.arn],
    detail: {
      'build-status': build.buildStatus,
      'project-name': build.projectName,
      'build-id': build.arn,
      'current-phase': build.currentPhase,
      'current-phase-context': '[]',
      version: '1',
      'additional-information': {
        environment: {
          type: build.environment.type,
          image: build.environment.image,
          'compute-type': build.environment.computeType,
          'privileged-mode': build.environment.privilegedMode ?? false,
          'environment-variables': build.environment.environmentVariables ?? [],
        },
        'timeout-in-minutes': build.timeoutInMinutes,
        'build-complete': build.buildComplete,
        'build-number': build.buildNumber,
        initiator: build.initiator,
        'build-start-time': words(build.startTime),
        source: { type: build.source.type, ...(build.source.location ? { location: build.source.location } : {}) },
        ...(build.sourceVersion ? { 'source-version': build.sourceVersion } : {}),
        logs: { 'group-name': groupName, 'stream-name': streamName, 'deep-link': deepLink },
        phases: build.phases.map((phase) => ({
          'phase-type': phase.phaseType,
          'phase-context': (phase.contexts ?? []).map(({ statusCode, message }) => `${statusCode}: ${message}`),
          'start-time': words(phase.startTime),
          ...(phase.endTime
            ? { 'end-time': words(phase.endTime), 'duration-in-seconds': phase.durationInSeconds, 'phase-status': phase.phaseStatus }
            : {}),
        })),
        ...(build.exportedEnvironmentVariables.length > 0 ? { 'exported-environment-variables': build.exportedEnvironmentVariables } : {}),
      },
    },
  });
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** `Sep 1, 2017 4:12:29 PM`, UTC. Not by Intl: newer ICU versions put a narrow space before PM, and it takes most of an event's time. */
function words(time: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const hour = time.getUTCHours();
  const day = `${months[time.getUTCMonth()]} ${time.getUTCDate()}, ${time.getUTCFullYear()}`;
  return `${day} ${hour % 12 || 12}:${two(time.getUTCMinutes())}:${two(time.getUTCSeconds())} ${hour < 12 ? 'AM' : 'PM'}`;
}
