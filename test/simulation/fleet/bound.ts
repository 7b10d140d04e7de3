import type { Random } from '../../../local/clock.ts';

/** How long each part of a run takes, in milliseconds, with no wait before it. */
export interface Durations {
  /** When it was pushed, since the first push. */
  readonly pushed: number;
  readonly trainingImage: number;
  readonly inferenceImage: number;
  readonly training: number;
  readonly verification: number;
  readonly endpoint: number;
}

export interface Limits {
  readonly builds: number;
  readonly trainings: number;
}

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
const least = (values: readonly number[], count: number): number[] => values.toSorted((a, b) => a - b).slice(0, count);

/**
 * What no scheduler can beat, whatever it knows, in milliseconds since the first push: by each quota the work itself, with the least that has to
 * come before its first jobs and after its last ones; and the longest run by itself.
 */
export function lowerBound(
  runs: readonly Durations[],
  { builds, trainings }: Limits,
): { builds: number; trainings: number; longest: number } {
  const tails = least(
    runs.map(({ endpoint }) => endpoint),
    builds,
  );
  const work = sum(runs.map((run) => run.trainingImage + run.inferenceImage + run.verification));
  const after = least(
    runs.map((run) => run.verification + run.endpoint),
    trainings,
  );
  const trained = sum(runs.map(({ training }) => training));
  return {
    builds: (work + sum(tails)) / builds,
    trainings: (sum(earliestStarts(runs, builds, trainings)) + trained + sum(after)) / trainings,
    longest: Math.max(
      ...runs.map((run) => run.pushed + Math.max(run.trainingImage + run.training, run.inferenceImage) + run.verification + run.endpoint),
    ),
  };
}

/** When the places of the training quota can be taken at the earliest: training images only, the quickest first. */
function earliestStarts(runs: readonly Durations[], builds: number, trainings: number): number[] {
  const free = Array.from({ length: builds }, () => 0);
  return least(
    runs.map(({ trainingImage }) => trainingImage),
    trainings,
  ).map((takes) => {
    const first = free.indexOf(Math.min(...free));
    free[first] = (free[first] ?? 0) + takes;
    return free[first] ?? 0;
  });
}

type Step = 'trainingImage' | 'inferenceImage' | 'training' | 'verification' | 'endpoint';

/**
 * What a scheduler gets that leaves no place free while somebody waits for it, and knows no duration before its end: the median of as many
 * orders of the runs as asked for, since who happens to be last decides much. Milliseconds since the first push.
 */
export function withoutGaps(runs: readonly Durations[], limits: Limits, random: Random, orders: number): number {
  const times = runs.map(({ pushed }) => pushed).sort((a, b) => a - b);
  const all = Array.from({ length: orders }, () => {
    const shuffled = runs.map((run) => ({ run, by: random() })).sort((a, b) => a.by - b.by);
    return firstComeFirstServed(
      shuffled.map(({ run }, index) => ({ ...run, pushed: times[index] ?? 0 })),
      limits,
    );
  });
  return all.sort((a, b) => a - b)[Math.floor(orders / 2)] ?? 0;
}

/** A job that could begin, began, and ended: milliseconds since the epoch. */
export interface Place {
  readonly ready: number;
  readonly begun: number;
  readonly ended: number;
}

/** The part of a quota that was lost: place-time that was free while a job could have begun, by the place-time that the jobs took. */
export function lostPart(jobs: readonly Place[], places: number): number {
  const changes = jobs
    .flatMap(({ ready, begun, ended }) => [
      { at: ready, waiting: 1, running: 0 },
      { at: begun, waiting: -1, running: 1 },
      { at: ended, waiting: 0, running: -1 },
    ])
    .sort((a, b) => a.at - b.at);
  let [waiting, running, lost, before] = [0, 0, 0, 0];
  for (const change of changes) {
    lost += Math.min(waiting, Math.max(0, places - running)) * (change.at - before);
    before = change.at;
    waiting += change.waiting;
    running += change.running;
  }
  return lost / sum(jobs.map(({ begun, ended }) => ended - begun));
}

/** The same for one order of the runs: first come, first served. */
export function firstComeFirstServed(runs: readonly Durations[], limits: Limits): number {
  const free = { ...limits };
  const waiting: Record<keyof Limits, (() => void)[]> = { builds: [], trainings: [] };
  const due: { at: number; run: () => void }[] = [];
  let now = 0;
  const at = (time: number, run: () => void) => {
    const index = due.findIndex((other) => other.at > time);
    due.splice(index < 0 ? due.length : index, 0, { at: time, run });
  };
  const take = (what: keyof Limits, ms: number, then: () => void) => {
    const begin = () => {
      free[what] -= 1;
      at(now + ms, () => {
        free[what] += 1;
        then();
        if (free[what] > 0) waiting[what].shift()?.();
      });
    };
    if (free[what] > 0) begin();
    else waiting[what].push(begin);
  };
  for (const run of runs) {
    const open = new Set<Step>(['training', 'inferenceImage']);
    const joined = (step: Step) => () => {
      open.delete(step);
      if (open.size === 0) take('builds', run.verification, () => at(now + run.endpoint, () => {}));
    };
    at(run.pushed, () => {
      take('builds', run.trainingImage, () => take('trainings', run.training, joined('training')));
      take('builds', run.inferenceImage, joined('inferenceImage'));
    });
  }
  for (let next = due.shift(); next; next = due.shift()) {
    now = next.at;
    next.run();
  }
  return now;
}
