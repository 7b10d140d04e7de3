import { BatchGetBuildsCommand, type Build } from '@aws-sdk/client-codebuild';
import type { ErrorName } from '../../contract/errors.ts';
import type { Job } from '../../contract/payloads.ts';
import { failed, isFresh, type JobDependencies, type JobState } from './job-state.ts';

/** A finished build, or its state where there is nothing to read from it. */
export type BuildEnd = { readonly state: 'succeeded'; readonly build: Build } | Exclude<JobState, { state: 'done' }>;

/** Describes a build and puts a failed one into words: the phase, its message and the last log lines. */
export async function describeBuild(
  job: Job,
  what: string,
  error: ErrorName,
  dependencies: Pick<JobDependencies, 'clock' | 'codebuild' | 'logs'>,
): Promise<BuildEnd> {
  const { builds = [] } = await dependencies.codebuild.send(new BatchGetBuildsCommand({ ids: [job.id] }));
  const build = builds[0];
  if (!build && isFresh(job, dependencies)) return { state: 'running' };
  if (!build)
    return failed(dependencies, error, `The ${what} ${job.id} is gone: CodeBuild does not know it any more. Start the run again.`);
  if (build.buildStatus === 'IN_PROGRESS') return { state: 'running' };
  if (build.buildStatus === 'SUCCEEDED') return { state: 'succeeded', build };
  const { groupName, streamName } = build.logs ?? {};
  const place = groupName && streamName ? { group: groupName, stream: streamName } : undefined;
  return failed(dependencies, error, (lines) => `The ${what} ${ended(build, job)}${lastWord(build, lines)}.${phaseMessage(build)}`, place);
}

/** What a build exported, by name. */
export const exported = (build: Build): Record<string, string> =>
  Object.fromEntries((build.exportedEnvironmentVariables ?? []).map(({ name = '', value = '' }) => [name, value]));

function ended({ buildStatus, timeoutInMinutes }: Build, { kind }: Job): string {
  if (buildStatus === 'STOPPED') return 'was stopped';
  if (buildStatus === 'TIMED_OUT')
    return `ran out of its ${timeoutInMinutes ?? '?'} minutes${kind === 'image' ? ' (build.timeoutMinutes)' : ''}`;
  return buildStatus === 'FAULT' ? 'broke off with a fault of CodeBuild' : 'failed';
}

/** The last line of a failed build is what its command said before it gave up: a person wants to read that first. */
const lastWord = ({ buildStatus }: Build, lines: readonly string[]): string =>
  buildStatus === 'FAILED' && lines.length > 0 ? `: ${oneLine(lines.at(-1) ?? '').replace(/\.$/, '')}` : '';

function phaseMessage({ phases = [] }: Build): string {
  for (const { phaseStatus, phaseType, contexts = [] } of phases) {
    const message = contexts.find((context) => context.message)?.message;
    if (phaseStatus !== 'SUCCEEDED' && message) return ` ${phaseType}: ${oneLine(message)}`;
  }
  return '';
}

/** `Error while executing command: <its first line>… Reason: exit status 1`: a command of a buildspec may have twenty lines. */
function oneLine(message: string): string {
  const [first = '', ...rest] = message.split('\n');
  const reason = /Reason: .*$/.exec(rest.at(-1) ?? '')?.[0];
  return rest.length > 0 ? `${first} …${reason ? ` ${reason}` : ''}` : first;
}
