import type { Random } from '../../../local/clock.ts';
import { drawn, durations } from '../durations.ts';
import { hashed } from '../random.ts';

/** What decides how the jobs of one world go. */
export interface JobPlan {
  readonly random: Random;
  /** Whether a fault strikes now; one that does is counted. */
  fault(kind: string, what: string): boolean;
  /** How long a training itself takes, in milliseconds; undefined: drawn. */
  trainingMs?(job: string): number | undefined;
  /** A metric's last value; undefined: drawn, mostly good enough. */
  metric?(job: string, name: string): number | undefined;
  /** What durations are drawn by, for what a job calls itself; undefined: that. A bench wants the same ones for jobs of other names. */
  called?(what: string): string;
  readonly quotas?: Partial<Quotas>;
}

/** How much of a kind may run at once in the account. */
export interface Quotas {
  readonly builds: number;
  readonly queuedBuilds: number;
  /** Instances. */
  readonly trainings: number;
  readonly hosting: number;
}

/** What the jobs of a world take up of the account's quotas now. */
export interface Usage {
  trainings: number;
  queuedBuilds: number;
}

/** A plan as the jobs use it: draws depend on what they are for and on the seed, not on who drew first. */
export interface Drawing extends JobPlan {
  chance(what: string): number;
  /** Milliseconds. */
  time(kind: keyof typeof durations, what: string): number;
  readonly quotas: Quotas;
}

/** CodeBuild's and SageMaker's, as of the issue: plenty for one model, few for three hundred. */
const usual: Quotas = { builds: 60, queuedBuilds: 300, trainings: 100, hosting: 2000 };

export function drawing(plan: JobPlan): Drawing {
  const seed = Math.floor(plan.random() * 2 ** 32);
  const chance = (what: string) => hashed(what, seed) / 2 ** 32;
  return {
    random: plan.random,
    fault: (kind, what) => plan.fault(kind, what),
    trainingMs: (job) => plan.trainingMs?.(job),
    metric: (job, name) => plan.metric?.(job, name),
    quotas: { ...usual, ...plan.quotas },
    chance,
    time: (kind, what) => drawn(durations[kind], chance(`${kind} ${plan.called?.(what) ?? what}`)),
  };
}
