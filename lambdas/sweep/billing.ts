import { BatchGetBuildsCommand, type CodeBuildClient, ListBuildsForProjectCommand } from '@aws-sdk/client-codebuild';
import { ListEndpointsCommand, ListTrainingJobsCommand, type SageMakerClient } from '@aws-sdk/client-sagemaker';
import type { ModelState } from '../contract/model-state.ts';
import type { Clock } from '../shared/clock.ts';
import { findEndpoint } from '../shared/endpoint.ts';
import type { Log } from '../shared/log.ts';
import type { Count } from '../shared/metric.ts';
import { patiently } from './patiently.ts';

export interface BillingDependencies {
  readonly codebuild: CodeBuildClient;
  readonly sagemaker: SageMakerClient;
  /** The CodeBuild projects. */
  readonly projects: readonly string[];
  readonly clock: Clock;
  readonly count: Count;
  readonly log: Log;
}

// Of an account with very many endpoints of others only the newest are looked at: a leftover is among them for weeks.
const strangersAtMost = 50;
// No training is older: MaxRuntime is 28 days at most, and before and after it lie the wait for an instance, downloads and the upload.
const trainingLivesMs = 33 * 86400_000;
// Of 100 trainings each, the newest first: at the two lists a second that SageMaker answers a fifth of the function's five minutes.
const trainingPagesAtMost = 100;

/**
 * Measures what no run holds any more and yet costs money: trainings and builds of ours that still run, endpoints of ours that no champion
 * stands for. A thing counts at once; the alarm on the metric is what waits 45 minutes. What the lock's holder made counts nothing, nor does
 * what is of models that are not in `states`, because their sweep failed.
 */
export async function measureBilling(states: ReadonlyMap<string, ModelState>, dependencies: BillingDependencies): Promise<void> {
  const { count, log } = dependencies;
  const isLeft: IsLeft = ({ model, run }) => {
    const state = states.get(model);
    if (!state?.running) return state !== undefined;
    const { execution } = state.running;
    return !state.runs.some((record) => record.id === run && record.execution === execution.arn);
  };
  const things = [
    ...(await trainings(isLeft, dependencies)),
    ...(await builds(isLeft, dependencies)),
    ...(await endpoints(states, isLeft, dependencies)),
  ];
  for (const { thing, model, run } of things) log.warn('still billing after its run ended', { thing, model, run });
  count('StillBilling', {}, { value: things.length });
}

interface Owner {
  readonly model: string;
  readonly run: string;
}

type Leftover = Owner & { readonly thing: string };
type IsLeft = (owner: Owner) => boolean;

/**
 * One walk for both statuses, which are told apart here: SageMaker takes a page of jobs of any status first, and then leaves out those that
 * `StatusEquals` does not name, so asking for a status spares no page.
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListTrainingJobs.html (MaxResults)
 */
async function trainings(isLeft: IsLeft, { sagemaker, clock, log }: BillingDependencies): Promise<Leftover[]> {
  const found: Leftover[] = [];
  const query = {
    SortBy: 'CreationTime',
    SortOrder: 'Descending',
    CreationTimeAfter: new Date(clock.now() - trainingLivesMs),
    MaxResults: 100,
  } as const;
  let NextToken: string | undefined;
  let pages = 0;
  do {
    const ask = new ListTrainingJobsCommand({ ...query, NextToken });
    const page = await patiently(clock, () => sagemaker.send(ask));
    for (const { TrainingJobName = '', TrainingJobStatus } of page.TrainingJobSummaries ?? []) {
      if (TrainingJobStatus !== 'InProgress' && TrainingJobStatus !== 'Stopping') continue;
      const owner = ownerOf(TrainingJobName);
      if (owner && isLeft(owner)) found.push({ thing: `training ${TrainingJobName}`, ...owner });
    }
    NextToken = page.NextToken;
    pages += 1;
  } while (NextToken && pages < trainingPagesAtMost);
  if (NextToken) log.warn('more trainings than are looked at: only the newest were', { lookedAt: pages * query.MaxResults });
  return found;
}

/** The newest hundred of each project: whatever still runs is among them, since a build's time is limited. */
async function builds(isLeft: IsLeft, { codebuild, projects }: BillingDependencies): Promise<Leftover[]> {
  const found: Leftover[] = [];
  for (const projectName of projects) {
    const { ids = [] } = await codebuild.send(new ListBuildsForProjectCommand({ projectName, sortOrder: 'DESCENDING' }));
    if (ids.length === 0) continue;
    const { builds: described = [] } = await codebuild.send(new BatchGetBuildsCommand({ ids }));
    for (const { id, buildStatus, environment } of described) {
      const variable = (wanted: string) => environment?.environmentVariables?.find(({ name }) => name === wanted)?.value ?? '';
      const owner = { model: variable('MODEL'), run: variable('RUN_ID') };
      if (buildStatus === 'IN_PROGRESS' && isLeft(owner)) found.push({ thing: `build ${id}`, ...owner });
    }
  }
  return found;
}

/** An endpoint is ours when its configuration has the name that Prepare gives: a renamed `endpointName` leaves such a one behind. */
async function endpoints(
  states: ReadonlyMap<string, ModelState>,
  isLeft: IsLeft,
  { sagemaker, clock }: BillingDependencies,
): Promise<Leftover[]> {
  const champions = new Set([...states.values()].map(({ champion }) => champion?.endpoint));
  const strangers: string[] = [];
  let NextToken: string | undefined;
  do {
    const ask = new ListEndpointsCommand({ SortBy: 'CreationTime', SortOrder: 'Descending', MaxResults: 100, NextToken });
    const page = await patiently(clock, () => sagemaker.send(ask));
    for (const { EndpointName = '', EndpointStatus } of page.Endpoints ?? [])
      if (!champions.has(EndpointName) && EndpointStatus !== 'Deleting') strangers.push(EndpointName);
    NextToken = page.NextToken;
  } while (NextToken && strangers.length < strangersAtMost);
  const found: Leftover[] = [];
  for (const name of strangers.slice(0, strangersAtMost)) {
    const owner = ownerOf((await patiently(clock, () => findEndpoint(sagemaker, name)))?.EndpointConfigName ?? '');
    if (owner && isLeft(owner)) found.push({ thing: `endpoint ${name}`, ...owner });
  }
  return found;
}

/** `birds-20261121-032911-a1b2c3`, and `-2` of a training that was tried again: what Prepare calls everything of a run. */
function ownerOf(name: string): Owner | undefined {
  const [, model, run] = /^(.+)-(\d{8}-\d{6}-[0-9a-f]{6})(?:-\d)?$/.exec(name) ?? [];
  return model === undefined || run === undefined ? undefined : { model, run };
}
