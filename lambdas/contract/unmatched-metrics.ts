import type { Settings } from './settings.ts';

/** The configured metrics of which a training reported no value at all, each with its regular expression. */
export function unmatchedMetrics(
  { training }: Pick<Settings, 'training'>,
  metrics: Readonly<Record<string, number | null>>,
): Settings['training']['metrics'] {
  return training.metrics.filter(({ name }) => !Object.hasOwn(metrics, name));
}
