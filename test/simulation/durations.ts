import type { Random } from '../../local/clock.ts';

/** How long something takes: values in milliseconds at points of their distribution, between which a draw interpolates. */
export interface Spread {
  readonly points: readonly (readonly [part: number, ms: number])[];
}

const second = 1000;

/** `p50` is the value that half of all stay below. */
function spread(
  unit: number,
  values: { min: number; p10?: number; p25?: number; p50: number; p75?: number; p90?: number; max: number },
): Spread {
  const { min, p10, p25, p50, p75, p90, max } = values;
  const all: (readonly [number, number | undefined])[] = [
    [0, min],
    [0.1, p10],
    [0.25, p25],
    [0.5, p50],
    [0.75, p75],
    [0.9, p90],
    [1, max],
  ];
  return { points: all.flatMap(([part, value]) => (value === undefined ? [] : [[part, value * unit] as const])) };
}

/**
 * Every time that the simulation assumes. Figures marked MEASURED are of ../shared/durations.json (the design's collection of real job
 * logs); the others are guesses, said to be such, and round on purpose.
 */
export const durations = {
  /** MEASURED, 39 jobs of 2022 to 2025: Starting until Downloading. */
  trainingStarting: spread(second, { min: 34, p10: 39, p50: 79, p90: 168, max: 403 }),
  /** MEASURED, 38 jobs: downloading input data. */
  trainingDownloading: spread(second, { min: 0, p10: 0, p50: 27, p90: 60, max: 217 }),
  /** MEASURED, 30 jobs: the image's download. */
  trainingImage: spread(second, { min: 20, p10: 21, p50: 56, p90: 185, max: 1798 }),
  /** Assumed: the training itself is the user's; an example's, where a scenario says nothing, and some that run for most of an hour. */
  trainingItself: spread(second, { min: 5, p50: 60, p90: 300, max: 3500 }),
  /** MEASURED, 38 jobs: uploading until Completed. */
  trainingUploading: spread(second, { min: 0, p10: 0, p50: 11, p90: 47, max: 371 }),
  /** Assumed: SIGTERM is obeyed at once as a rule, and ends in SIGKILL after SageMaker's 120 s. */
  trainingStopping: spread(second, { min: 2, p50: 15, p90: 60, max: 125 }),
  /** Assumed: how long SageMaker looks for an instance before it gives up with a CapacityError. */
  capacitySearch: spread(second, { min: 60, p50: 300, max: 1800 }),
  /** MEASURED, 171 creations seen every 30 s. Also for updates, of which there is one report (227 s). */
  endpointChange: spread(second, { min: 60, p10: 120, p25: 180, p50: 330, p75: 450, p90: 570, max: 930 }),
  /** MEASURED, two reports: a container that never answers /ping, until Failed (24 and 30 minutes). */
  endpointGivesUp: spread(second, { min: 1440, p50: 1620, max: 1800 }),
  /** Assumed: a slow creation that ends well. */
  endpointSlow: spread(second, { min: 1500, p50: 1800, max: 2100 }),
  /** Assumed: an update that fails goes back for this long. */
  endpointRollingBack: spread(second, { min: 30, p50: 120, max: 600 }),
  /** Assumed. */
  endpointDeleting: spread(second, { min: 2, p50: 10, max: 60 }),
  /** MEASURED, four values of 2017 to 2025, the newest for most. */
  buildProvisioning: spread(second, { min: 3, p50: 5, p90: 14, max: 36 }),
  /** Assumed: checking out and looking for a known image: how long a build takes that finds one. */
  buildPreparing: spread(second, { min: 5, p50: 12, max: 40 }),
  /** Assumed after reports of "five minutes" for docker build and push (dev.to, 2026). */
  buildItself: spread(second, { min: 40, p50: 180, p90: 300, max: 600 }),
  /** Assumed. */
  buildFinishing: spread(second, { min: 1, p50: 4, max: 20 }),
  /** Assumed: pulling image and artifact, starting the container, sending the samples. */
  verification: spread(second, { min: 15, p50: 40, p90: 90, max: 240 }),
  /** Assumed: a quota that is in use is free again after this. */
  quotaInUse: spread(second, { min: 60, p50: 600, max: 3600 }),
} as const satisfies Record<string, Spread>;

/** Times of calls and functions that the simulation assumes, in milliseconds. Guesses of the right size: what matters is that calls overlap. */
export const latencies = {
  /** Of a call to an AWS service within its region: least, and at most so much more. */
  callMs: [8, 60],
  /** From an invocation to the handler's first line, warm or cold. */
  functionStartMs: [5, 400],
  /** From one state of an execution to the next. Nothing is published: aws-facts, section 3, says 20 to 100. */
  transitionMs: [20, 80],
  /** From a change of a job to the call of the function that hears of it. AWS's own users tell of 80 ms at p90 for EventBridge itself. */
  eventMs: [50, 950],
  /** How much longer every call of a slow function takes: it meets its time-out or nearly so. */
  slowFactor: 150,
  /** A machine's clock is at most so much wrong; AWS keeps its own within a millisecond. */
  clockSkewMs: 2000,
  /** How long a describe may not see what was made or changed. */
  notSeenMs: 8000,
  /** Throttles come in bursts of this length. */
  burstMs: 90_000,
  /** From a recovery's start to the moment somebody stops it: most take less than this where there is nothing to stop. */
  recoveryStopsWithinMs: 4000,
  /** Half of the spans of this length CodeCommit answers no run, where it does so at all. */
  awayMs: 5 * 60_000,
  /** A message of SNS, and an event of EventBridge, that comes late: at most. */
  snsDelayMs: 10 * 60_000,
  eventDelayMs: 30 * 60_000,
} as const;

/** Milliseconds drawn from a spread, whole. */
export function drawn({ points }: Spread, chance: ReturnType<Random>): number {
  for (let index = 1; index < points.length; index++) {
    const [part, ms] = points[index] as readonly [number, number];
    if (chance > part) continue;
    const [before, from] = points[index - 1] as readonly [number, number];
    return Math.round(from + ((ms - from) * (chance - before)) / (part - before));
  }
  return Math.round(points.at(-1)?.[1] ?? 0);
}

/** Milliseconds within the bounds of a latency, whole. */
export const within = ([least, more]: readonly [number, number], chance: ReturnType<Random>): number => Math.floor(least + chance * more);
