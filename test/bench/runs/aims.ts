import type { Row } from './results.ts';

/** A row by training length, change and definition, as `rows` of main.ts names them. */
export type Lookup = (length: string, change: string, definition: 'heard' | 'unheard') => Row;

export interface Aim {
  readonly text: string;
  readonly value: number;
  readonly limit: number;
  readonly isMet: boolean;
}

const most = (text: string, value: number, limit: number): Aim => ({ text, value, limit, isMet: value <= limit });

/** What issue 7 asks for; each of every change that it can be asked of. */
export function aimsOf(row: Lookup): Aim[] {
  const ideal = (length: string, change: string, definition: 'heard' | 'unheard') =>
    row(length, change, definition).ofIdeal ?? Number.POSITIVE_INFINITY;
  const orchestration = (change: string) => row('1 hour', change, 'heard').orchestrationOfReference ?? Number.POSITIVE_INFINITY;
  const quicker = 1 / (row('1 hour', 'inference', 'heard').ofReference ?? Number.POSITIVE_INFINITY);
  const training = ['full', 'hyperparameters'];
  return [
    ...training.map((change) => most(`${change}: time of the ideal, 1 hour, events arrive`, ideal('1 hour', change, 'heard'), 1.01)),
    ...training.map((change) => most(`${change}: time of the ideal, 1 minute, events arrive`, ideal('1 minute', change, 'heard'), 1.05)),
    ...training.map((change) => most(`${change}: time of the ideal, 1 hour, every event lost`, ideal('1 hour', change, 'unheard'), 1.05)),
    { text: 'inference: times quicker than the reference, 1 hour', value: quicker, limit: 5, isMet: quicker >= 5 },
    ...(['heard', 'unheard'] as const).map((definition) => {
      const { events } = row('28 days', 'full', definition);
      const text = `full: history events, 28 days, ${definition === 'heard' ? 'events arrive' : 'every event lost'}`;
      return { text, value: events, limit: 5000, isMet: events < 5000 };
    }),
    ...[...training, 'inference', 'instance', 'readme'].map((change) =>
      most(`${change}: orchestration cost of the reference's, 1 hour, events arrive`, orchestration(change), 0.1),
    ),
  ];
}
