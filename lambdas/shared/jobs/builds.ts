import {
  BatchGetBuildsCommand,
  BatchGetProjectsCommand,
  type Build,
  type CodeBuildClient,
  ListBuildsForProjectCommand,
  StartBuildCommand,
  type StartBuildCommandInput,
} from '@aws-sdk/client-codebuild';
import type { Run } from '../../contract/payloads.ts';
import type { Clock } from '../clock.ts';

/**
 * Starts a build, once: the token tells CodeBuild of a call that is repeated, but only for five minutes, and a quota in use makes the state
 * machine wait for longer. So before it waits, a build whose answer was lost is looked for by its JOB, and adopted.
 * @throws what StartBuild answers
 */
export async function startBuild(
  { codebuild, clock }: { readonly codebuild: CodeBuildClient; readonly clock: Clock },
  run: Pick<Run, 'startedAt'>,
  job: string,
  input: StartBuildCommandInput,
): Promise<Build> {
  try {
    return (await codebuild.send(new StartBuildCommand(input))).build ?? {};
  } catch (error) {
    // A deploy between two calls of one token changes the buildspec that goes with it: CodeBuild then refuses the second.
    const isRefused =
      error instanceof Error && (error.name === 'AccountLimitExceededException' || /parameter mismatch/i.test(error.message));
    if (!isRefused) throw error;
    const builds = await buildsSince(codebuild, input.projectName ?? '', lostSince(run, clock.now()));
    const begun = builds.find((build) => variable(build, 'JOB') === job);
    if (begun) return begun;
    throw error;
  }
}

/**
 * The buildspec of a project, as its template has it: StartBuild with another source is given it again, as no document says that the one of a
 * project without a source stays in force then. Undefined where there is no such project, as StartBuild says itself.
 */
export async function buildspecOf(codebuild: CodeBuildClient, project: string): Promise<string | undefined> {
  const { projects = [] } = await codebuild.send(new BatchGetProjectsCommand({ names: [project] }));
  return projects[0]?.source?.buildspec;
}

/**
 * A build whose answer was lost is missed by its run for no longer than this (ms): each StartBuild that a quota refuses is followed by a look
 * for it, so what counts is the time between two such looks. That is one wait for the quota, and every retry that the state has for hiccups
 * and throttles: 5 hours if all are used up, each after the function's whole time (a test adds them up), and some for clocks that disagree.
 */
export const lostAtMostMs = 5.5 * 3600_000;

/** Since when a build may have begun that the run had not heard of at that time (ms since the epoch). */
export const lostSince = ({ startedAt }: Pick<Run, 'startedAt'>, atMs: number): Date =>
  new Date(Math.max(Date.parse(startedAt), atMs - lostAtMostMs));

/** What a build was given under this name. */
export const variable = ({ environment }: Build, wanted: string): string | undefined =>
  environment?.environmentVariables?.find(({ name }) => name === wanted)?.value;

/** Those of them that there are. */
export async function describeBuilds(codebuild: CodeBuildClient, ids: string[]): Promise<Build[]> {
  if (ids.length === 0) return [];
  const { builds = [] } = await codebuild.send(new BatchGetBuildsCommand({ ids }));
  return builds;
}

/** All builds of a project that were started since then: pages of up to 100, newest first. */
export async function buildsSince(codebuild: CodeBuildClient, projectName: string, since: Date): Promise<Build[]> {
  const found: Build[] = [];
  let nextToken: string | undefined;
  do {
    const page = await codebuild.send(new ListBuildsForProjectCommand({ projectName, sortOrder: 'DESCENDING', nextToken }));
    const builds = await describeBuilds(codebuild, page.ids ?? []);
    const recent = builds.filter(({ startTime }) => (startTime ?? since) >= since);
    found.push(...recent);
    nextToken = recent.length === builds.length ? page.nextToken : undefined;
  } while (nextToken);
  return found;
}
