import type { changes } from './changes.ts';

type Name = keyof typeof changes;

/** How long trainings take, and how many seeds of `seeds` each is tried with: a day has 288 sweeps, four weeks have 8,064. */
export const lengths = [
  { title: '1 minute', seconds: 60, part: 1, trains: ['full', 'hyperparameters'] },
  { title: '1 hour', seconds: 3600, part: 1, trains: ['full', 'hyperparameters'] },
  { title: '24 hours', seconds: 86_400, part: 1 / 3, trains: ['full', 'hyperparameters'] },
  // SageMaker stops a training at 28 days: this one is done ten minutes before.
  { title: '28 days', seconds: 28 * 86_400 - 600, part: 0, trains: ['full'] },
] as const satisfies readonly { title: string; seconds: number; part: number; trains: readonly Name[] }[];

/** Changes that train nothing: the same in Trainyard however long a training takes. */
export const trainless = ['inference', 'instance', 'readme'] as const satisfies readonly Name[];

export type Length = (typeof lengths)[number];
