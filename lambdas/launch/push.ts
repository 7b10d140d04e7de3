import { nearest } from '../contract/problems.ts';
import { hashOf } from '../shared/hash.ts';
import { drive } from '../shared/model-state/drive.ts';
import { knownCommit, passOver } from '../shared/model-state/heads.ts';
import { isUnrun } from '../shared/model-state/learned.ts';
import { isHeardOf } from '../shared/model-state/pushes.ts';
import { changeState, readState } from '../shared/model-state/store.ts';
import { sectionSettings } from '../shared/settings/merge.ts';
import { reactions } from '../shared/settings/reactions.ts';
import { commitWords } from '../shared/sources/commit.ts';
import { branchPrefix, differsIn, isWantedBranch, touchesPaths } from '../shared/sources/filters.ts';
import { type GitSource, modelsOf } from '../shared/sources/repositories.ts';
import { accepted, findModel, type LaunchDependencies } from './dependencies.ts';
import { Refusal } from './refusal.ts';

/** A push to a branch, whoever told of it. */
export interface Push extends Pick<GitSource, 'type' | 'repository'> {
  readonly kind: 'push';
  readonly ref: string;
  readonly commit: string;
  /** When it was pushed, not when it was delivered. */
  readonly at: string;
  /** The branch's commit before; null where nobody said. */
  readonly before: string | null;
  /** Who told of it. */
  readonly way: 'webhook' | 'trigger' | 'event';
  /** The same for every delivery of this push by this way, and for no other push. */
  readonly identity: readonly string[];
  /** What GitHub tells by itself; CodeCommit is asked. `paths` null: GitHub did not say all of them. */
  readonly github: {
    readonly by: string;
    readonly words: { readonly author: string; readonly message: string };
    readonly paths: readonly string[] | null;
  } | null;
}

/** One launch for each model that has the repository as its source. */
export async function launchesOf(push: Push, dependencies: LaunchDependencies): Promise<(() => Promise<void>)[]> {
  const { models, others } = await modelsOf(dependencies.ssm, dependencies.installation, push);
  if (models.length > 0) return models.map((model) => () => launchPush(push, model, dependencies));
  const near = nearest(push.repository, others);
  const known = near ? `did you mean "${near}"?` : `there are ${others.join(', ') || 'none'}`;
  throw new Refusal('unknown-repository', `No model has the ${push.type} repository "${push.repository}" as its source; ${known}`);
}

async function launchPush(push: Push, model: string, dependencies: LaunchDependencies): Promise<void> {
  const { ref, commit, at, repository, github } = push;
  const { installation, artifacts, clock } = dependencies;
  const found = await findModel(model, dependencies);
  const { branches, paths } = sectionSettings(installation, found, 'source');
  const branch = ref.slice(branchPrefix.length);
  if (!isWantedBranch(branch, branches))
    throw new Refusal('branch-filter', `${model} runs for pushes to ${branches.join(', ')} and this one was to ${branch}`);
  const state = await readState(artifacts, model);
  if (paths.length > 0) {
    const before = knownCommit(state, ref);
    // The head that is known already: another delivery of the push, whose start may have failed. And what no run came to begin with is in this.
    if (before !== undefined && before !== commit && !isUnrun(state, ref) && !(await isTouched(push, before, paths, dependencies))) {
      await changeState(artifacts, clock, model, (state) => passOver(state, { ref, commit, before, at }));
      throw new Refusal('path-filter', `${commit.slice(0, 7)} on ${branch} changes nothing of what ${model} runs for: ${paths.join(', ')}`);
    }
  }

  const words = github?.words ?? (await commitWords(repository, commit, dependencies));
  const by = github?.by || words.author;
  const trigger = `a push to ${branch}${by && ` by ${by}`}`;
  const input = { model, commit, push: { ref, ...words }, trigger };
  const launch = {
    id: hashOf([model, ...push.identity]).slice(0, 16),
    at,
    trigger,
    head: { ref, commit, before: push.before, way: push.way },
    input,
  };
  await drive(model, { type: 'launched', launch, ...reactions(installation, found) }, dependencies);
  if (isHeardOf(state, launch)) dependencies.log.info('launch known', { model, launch: launch.id, commit, way: push.way });
  else accepted(dependencies, 'push', { model, launch: launch.id, commit });
}

/** Since the last push of the branch that was judged: GitHub's list counts only where it begins there. */
async function isTouched(
  { repository, commit, github, before: told }: Push,
  before: string,
  wanted: readonly string[],
  { codecommit }: LaunchDependencies,
): Promise<boolean> {
  if (!github) return differsIn(wanted, repository, [before, commit], codecommit);
  return github.paths === null || told !== before || touchesPaths(github.paths, wanted);
}
