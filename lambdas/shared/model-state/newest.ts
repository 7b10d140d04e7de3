import type { AcceptedPush } from '../../contract/model-state.ts';

const nothing = '0'.repeat(40);

type Push = Pick<AcceptedPush, 'commit' | 'before' | 'at' | 'from'>;

/**
 * The commits at which a branch may stand after pushes of one second, which were told of in any order: a walk from commit to commit, of which
 * the steps are known and not their order. It ends where one step more arrives than leaves. Several where steps are missing; their order is
 * that of the pushes.
 */
export function newestOf(pushes: readonly Push[]): string[] {
  const commits = [...new Set(pushes.map(({ commit }) => commit))];
  const start = pushes.find(({ from }) => from !== null)?.from ?? (pushes.some(({ before }) => before === nothing) ? nothing : null);
  const balance = new Map<string, number>();
  const add = (commit: string | null, steps: number) => {
    if (commit !== null) balance.set(commit, (balance.get(commit) ?? 0) + steps);
  };
  add(start, 1);
  for (const { before, commit } of pushes) {
    add(commit, 1);
    add(before, -1);
  }
  const ends = commits.filter((commit) => (balance.get(commit) ?? 0) > 0);
  const candidates = ends.length > 0 ? ends : commits;
  // The walk begins at its start: what is connected to that was first, where anything else may be last.
  const first = reachable(start, pushes);
  const later = candidates.filter((commit) => !first.has(commit));
  return latest(later.length > 0 ? later : candidates, pushes);
}

function reachable(start: string | null, pushes: readonly Push[]): Set<string> {
  const found = new Set(start === null ? [] : [start]);
  for (const commit of found) for (const push of pushes) if (push.before === commit) found.add(push.commit);
  return found;
}

/** Of several whose times are told to the millisecond only the latest is left. */
function latest(commits: string[], pushes: readonly Push[]): string[] {
  const timeOf = (commit: string) => pushes.findLast((push) => push.commit === commit)?.at ?? '';
  const times = commits.map(timeOf).filter((at) => !at.endsWith('.000Z'));
  const last = times.sort().at(-1);
  return commits.filter((commit) => timeOf(commit).endsWith('.000Z') || timeOf(commit) === last);
}
