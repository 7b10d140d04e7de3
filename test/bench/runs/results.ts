import { median } from '../figures.ts';
import type { Figures } from './bill.ts';
import type { Ideal } from './ideal.ts';

/** The runs of one change in one seed: what was computed, and what the definitions did. */
export interface Tried {
  readonly ideal: Ideal;
  readonly heard: Figures;
  /** Every event lost. */
  readonly unheard: Figures;
  /** The same for every change: it does not look at what was changed. */
  readonly reference: Figures;
}

export type Definition = 'heard' | 'unheard' | 'reference';

/** One row: medians over the seeds; a ratio is the median of the seeds' own ratios. Undefined where there is nothing to compare with. */
export interface Row {
  readonly seconds: number;
  readonly ofIdeal?: number;
  readonly ofReference?: number;
  readonly transitions: number;
  readonly calls: number;
  readonly events: number;
  readonly orchestration: number;
  readonly sweeper: number;
  readonly orchestrationOfReference?: number;
  readonly total: number;
  readonly totalOfIdeal?: number;
  readonly totalOfReference?: number;
  /** Of the first seed, where it is none of a run that did its work. */
  readonly fault?: string;
}

/** A reference that died has no time and no cost to compare with. */
export const isDone = ({ outcome }: Figures): boolean => outcome === 'succeeded' || outcome === 'unchanged';

export function rowOf(tried: readonly Tried[], definition: Definition): Row {
  const of = (value: (each: Tried) => number) => median(tried.map(value));
  const own = (name: 'seconds' | 'transitions' | 'calls' | 'events' | 'orchestration' | 'sweeper' | 'total') =>
    of((each) => each[definition][name]);
  const ideal = tried.every((each) => each.ideal.seconds > 0);
  const reference = tried.every((each) => isDone(each.reference));
  const fault = tried.map((each) => each[definition]).find((figures) => !isDone(figures));
  return {
    seconds: own('seconds'),
    transitions: own('transitions'),
    calls: own('calls'),
    events: own('events'),
    orchestration: own('orchestration'),
    sweeper: own('sweeper'),
    total: own('total'),
    ...(fault && { fault: fault.outcome }),
    ...(ideal && !fault && { ofIdeal: of((each) => each[definition].seconds / each.ideal.seconds) }),
    ...(ideal && !fault && { totalOfIdeal: of((each) => each[definition].total / each.ideal.work) }),
    ...(reference && {
      ofReference: of((each) => each[definition].seconds / each.reference.seconds),
      orchestrationOfReference: of((each) => each[definition].orchestration / each.reference.orchestration),
      totalOfReference: of((each) => each[definition].total / each.reference.total),
    }),
  };
}
