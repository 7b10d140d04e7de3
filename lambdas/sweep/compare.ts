import type { SSMClient } from '@aws-sdk/client-ssm';
import { ErrorName } from '../contract/errors.ts';
import type { Launch } from '../contract/launch.ts';
import { sourceRepository } from '../contract/layout.ts';
import type { ModelState } from '../contract/model-state.ts';
import { iso } from '../shared/clock.ts';
import { PipelineError } from '../shared/errors.ts';
import { hashOf } from '../shared/hash.ts';
import { type DriveDependencies, drive } from '../shared/model-state/drive.ts';
import { isLaunched, isLost, knownCommit, type Look, ofSource, passOver } from '../shared/model-state/heads.ts';
import { attemptsOf, isUnrun } from '../shared/model-state/learned.ts';
import { changeState } from '../shared/model-state/store.ts';
import { sectionSettings } from '../shared/settings/merge.ts';
import type { ModelParameters } from '../shared/settings/parameters.ts';
import { reactions } from '../shared/settings/reactions.ts';
import { branchPrefix } from '../shared/sources/filters.ts';
import type { GitSource } from '../shared/sources/repositories.ts';
import { asking, type Head, type HeadDependencies } from './heads.ts';
import { patiently } from './patiently.ts';

export interface CompareDependencies extends DriveDependencies, HeadDependencies {
  readonly ssm: SSMClient;
  readonly installation: string;
  /** Of this sweep: kinds of source that take no more questions for now, and what they answered. */
  readonly limited: Map<GitSource['type'], unknown>;
}

/**
 * Finds pushes that nobody told of (GitHub does not deliver again by itself), and pushes whose runs all failed before they had their commit.
 * Each branch's head is read; whether it is launched is decided in the compare-and-swap, since the push may arrive meanwhile. A branch that
 * nobody answers for is logged and counted, and asked for again by the next sweep: no other waits for it.
 */
export async function compareHeads(
  source: GitSource,
  before: ModelState,
  found: ModelParameters,
  settling: number,
  dependencies: CompareDependencies,
): Promise<void> {
  const { installation, clock, log, count, limited } = dependencies;
  const { type, repository, model } = source;
  const { branches, paths } = sectionSettings(installation, found, 'source');
  // Not later than any push that is not in the heads read after it, and GitHub tells whole seconds.
  const at = iso(Math.floor(clock.now() / 1000) * 1000);
  const isOurs = type === 'codecommit' && repository === sourceRepository(installation, model);
  const look: Look = { source: `${type}/${repository}`, isOurs, at, settling };
  const state = ofSource(before, look.source);
  const heads: Record<string, string | null> = {};
  const launches: Launch[] = [];
  let isComplete = true;
  // Of several branches the one named last is accepted first, and so superseded: the first branch is the main one.
  for (const branch of branches.filter((name) => !name.includes('*')).reverse()) {
    const ref = `${branchPrefix}${branch}`;
    try {
      if (limited.has(type)) throw limited.get(type);
      const head = await patiently(clock, () => asking[type].head(repository, branch, dependencies));
      if (head === 'hidden') continue;
      heads[ref] = head === 'absent' ? null : head.commit;
      if (head === 'absent') continue;
      if (isLaunched(state, { ref, commit: head.commit }, look)) {
        const launch = await launchFor(source, branch, head, look, paths, state, dependencies);
        if (launch) launches.push(launch);
      } else if (isUnsettled(state, ref, head.commit)) isComplete = false;
    } catch (error) {
      // Before anything of it is written down: a head that was not judged is looked at again.
      delete heads[ref];
      if (error instanceof PipelineError && error.name === ErrorName.GitHubRateLimited) limited.set(type, error);
      isComplete = false;
      log.warn('head not compared: the next sweep asks again', { model, source: look.source, branch, error });
      count('ComparisonsFailed', {}, { model });
    }
  }
  await drive(model, { type: 'compared', ...look, found: heads, launches, isComplete, ...reactions(installation, found) }, dependencies);
}

/** Another commit was accepted a moment ago: what the service says may be older. */
const isUnsettled = ({ heads }: ModelState, ref: string, commit: string): boolean =>
  heads[ref] !== undefined && heads[ref].commit !== commit;

async function launchFor(
  { type, repository, model }: GitSource,
  branch: string,
  head: Head,
  look: Look,
  paths: readonly string[],
  state: ModelState,
  dependencies: CompareDependencies,
): Promise<Launch | undefined> {
  const { artifacts, clock } = dependencies;
  const { commit } = head;
  const { at } = look;
  const ref = `${branchPrefix}${branch}`;
  const before = knownCommit(state, ref);
  // A push that no run came to begin with has changed what no run has seen.
  const isFiltered = paths.length > 0 && before !== undefined && before !== commit && !isUnrun(state, ref);
  if (isFiltered && !(await asking[type].touches(paths, repository, [before, commit], dependencies))) {
    await changeState(artifacts, clock, model, (current) => passOver(current, { ref, commit, before, at }));
    return undefined;
  }
  const trigger = isLost(state, { ref, commit }, look)
    ? `the hourly comparison: a push to ${branch} was not delivered`
    : `the hourly comparison: the run of a push to ${branch} failed before it had its commit (launch ${attemptsOf(state, ref) + 1})`;
  const push = { ref, ...(await head.words()) };
  return {
    // With the time: a branch may lose a push back to the same commit later, and a model that is made again must not find its former
    // execution under the same name. Accepted twice it is not: the state is asked first whether the head is lost.
    id: hashOf([model, repository, ref, commit, 'compared', at]).slice(0, 16),
    at,
    trigger,
    head: { ref, commit, way: 'comparison' },
    input: { model, commit, push, trigger },
  };
}
