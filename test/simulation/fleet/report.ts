import { seeded } from '../random.ts';
import { type Durations, lostPart, lowerBound, type Place, withoutGaps } from './bound.ts';
import type { FleetResult } from './fleet.ts';
import { type Jobs, jobsByModel, parts, type Span, underWay } from './jobs.ts';

const minute = 60_000;
/** CodeBuild's and SageMaker's, as the simulated jobs have them (../jobs/plan.ts). */
const limits = { builds: 60, trainings: 100 };
/** The aims: hardly longer than a schedule without gaps takes, and hardly a place of a quota free while a run waits for it. */
const ratioAtMost = 1.1;
const lostAtMost = 0.1;
const orders = 51;
const rows = 12;

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
const took = ({ begun, ended }: Span): number => ended - begun;
const minutes = (ms: number): string => (ms / minute).toFixed(1);
const rounded = (value: number): number => Math.round(value * 1000) / 1000;

/** Says how a fleet went, and gives its figures and the aims that it missed. */
export function report(names: readonly string[], result: FleetResult, isBoundAnAim: boolean, say: (line: string) => void) {
  const { weather, violations } = result;
  const jobs = jobsByModel(result.world);
  const first = Math.min(...result.pushed.values());
  const spans = (...kinds: (keyof Jobs)[]) => [...jobs.values()].flatMap((own) => kinds.flatMap((kind) => own[kind] ?? []));
  const makespan = Math.max(0, ...spans('endpoint').map(({ ended }) => ended - first));
  say(`\n${names.length} models pushed within a minute\n  minute  builds  queued at AWS  trainings  endpoints changing`);
  const builds = spans('trainingImage', 'inferenceImage', 'verification');
  for (let step = 0; step <= rows; step++) {
    const at = first + (makespan * step) / rows;
    const counts = [underWay(builds, at), underWay(builds, at, true), underWay(spans('training'), at), underWay(spans('endpoint'), at)];
    say(`  ${[minutes(at - first), ...counts].map((value, index) => String(value).padStart([6, 7, 14, 10, 19][index] ?? 0)).join(' ')}`);
  }
  const waits = [...jobs.values()]
    .flatMap(({ trainingImage, training }) => (trainingImage && training ? [training.begun - trainingImage.ended] : []))
    .sort((a, b) => a - b);
  const wait = (part: number) => minutes(waits[Math.floor(part * (waits.length - 1))] ?? 0);
  say(`from its image to the training: half within ${wait(0.5)} min, nine of ten within ${wait(0.9)}, all within ${wait(1)}`);
  say(`refused of ${weather.calls} calls (at most ${weather.busiest} functions ran at once):\n${lines(weather.refused)}`);
  say(`failed functions, which were called again:\n${lines(weather.failed)}`);

  const durations = durationsOf(names, jobs, result.pushed, first);
  const bounds = lowerBound(durations, limits);
  const bound = Math.max(...Object.values(bounds));
  const gapless = withoutGaps(durations, limits, seeded(1), orders);
  const [ofBound, ofGapless] = [makespan / bound, makespan / gapless];
  const lost = lostParts(jobs, result.pushed);
  say(
    `nobody is quicker who knew all: ${minutes(bounds.builds)} min by builds, ${minutes(bounds.trainings)} by trainings, ${minutes(bounds.longest)} by the longest run`,
  );
  say(`without a gap, and without knowing what takes how long: ${minutes(gapless)} min`);
  say(
    `makespan: ${minutes(makespan)} min, ${ofGapless.toFixed(3)} of that without gaps, ${ofBound.toFixed(3)} of what is needed by who knew all`,
  );
  say(`places free while a run could have used them: builds ${percent(lost.builds)}, trainings ${percent(lost.trainings)} of those used`);

  const outcomes: Record<string, number> = {};
  for (const name of names) {
    const runs = result.observer.states.get(name)?.runs ?? [];
    const outcome = runs.map((run) => run.outcome).join(', then ') || 'no run';
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  }
  say(
    `outcomes: ${JSON.stringify(outcomes)}, checked: ${JSON.stringify(Object.fromEntries(result.observer.invariants.map(({ name, checked }) => [name, checked])))}`,
  );
  const missed = violations.map(({ invariant, text }) => `${invariant}: ${text}`);
  if (outcomes.succeeded !== names.length) missed.push(`expected ${names.length} runs that succeeded, got ${JSON.stringify(outcomes)}`);
  if (!(ofGapless <= ratioAtMost)) missed.push(`expected at most ${ratioAtMost} of a schedule without gaps, got ${ofGapless}`);
  if (isBoundAnAim && !(ofBound <= ratioAtMost)) missed.push(`expected at most ${ratioAtMost} of the quotas' lower bound, got ${ofBound}`);
  for (const [what, part] of Object.entries(lost))
    if (!(part <= lostAtMost)) missed.push(`expected at most ${percent(lostAtMost)} of the places for ${what} lost, got ${percent(part)}`);
  const figures = {
    succeeded: outcomes.succeeded ?? 0,
    violations: violations.length,
    calls: weather.calls,
    refused: sum(Object.values(weather.refused)),
    calledAgain: sum(Object.values(weather.failed)),
    makespanMinutes: rounded(makespan / minute),
    gaplessMinutes: rounded(gapless / minute),
    boundMinutes: rounded(bound / minute),
    ofGapless: rounded(ofGapless),
    ofBound: rounded(ofBound),
    lostBuilds: rounded(lost.builds),
    lostTrainings: rounded(lost.trainings),
  };
  return { figures, missed };
}

const percent = (part: number): string => `${(part * 100).toFixed(1)} %`;

/** Of each quota, by when its jobs could have begun at the earliest. */
function lostParts(jobs: ReadonlyMap<string, Jobs>, pushed: ReadonlyMap<string, number>) {
  const builds: Place[] = [];
  const trainings: Place[] = [];
  for (const [name, { trainingImage, inferenceImage, training, verification }] of jobs) {
    const at = pushed.get(name) ?? 0;
    if (trainingImage) builds.push({ ...trainingImage, ready: at });
    if (inferenceImage) builds.push({ ...inferenceImage, ready: at });
    if (trainingImage && training) trainings.push({ ...training, ready: trainingImage.ended });
    if (inferenceImage && training && verification) builds.push({ ...verification, ready: Math.max(inferenceImage.ended, training.ended) });
  }
  return { builds: lostPart(builds, limits.builds), trainings: lostPart(trainings, limits.trainings) };
}

function durationsOf(
  names: readonly string[],
  jobs: ReadonlyMap<string, Jobs>,
  pushed: ReadonlyMap<string, number>,
  first: number,
): Durations[] {
  return names
    .flatMap((name) => {
      const own = jobs.get(name);
      if (!own || !parts.every((part) => own[part])) return [];
      const { trainingImage, inferenceImage, training, verification, endpoint } = own as Required<Jobs>;
      return {
        pushed: (pushed.get(name) ?? first) - first,
        trainingImage: took(trainingImage),
        inferenceImage: took(inferenceImage),
        training: took(training),
        verification: took(verification),
        endpoint: took(endpoint),
      };
    })
    .sort((a, b) => a.pushed - b.pushed);
}

const lines = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([name, times]) => `${String(times).padStart(8)}  ${name}`)
    .join('\n') || '       0';
