import { nearest, type Problem } from './problems.ts';
import type { Settings } from './settings.ts';

/** What one section says of another: the gate's metric has to be one that the training reports. */
export function acrossSections({ training, evaluation }: Pick<Settings, 'training' | 'evaluation'>): Problem[] {
  const reported = training.metrics.map(({ name }) => name);
  if (reported.includes(evaluation.metric)) return [];
  const near = nearest(evaluation.metric, reported);
  const there = reported.length > 0 ? `there are ${reported.join(', ')}` : 'training.metrics is empty';
  const hint = near ? `did you mean "${near}"?` : there;
  return [{ field: 'evaluation.metric', text: `expected one of training.metrics, got "${evaluation.metric}"; ${hint}` }];
}

/** What a packaged folder cannot honour: it has no branches, and nobody pushes to it. */
export function beyondFolder({ type, branches, paths }: Settings['source']): Problem[] {
  if (type !== 'folder') return [];
  const text = (got: readonly string[]) => `expected with source.type codecommit or github only, got ${JSON.stringify(got)} with folder`;
  return [
    ...(branches.join() === 'main' ? [] : [{ field: 'source.branches', text: text(branches) }]),
    ...(paths.length === 0 ? [] : [{ field: 'source.paths', text: text(paths) }]),
  ];
}
