import type { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { ErrorName } from '../contract/errors.ts';
import { metricHints } from '../contract/metric-regex.ts';
import type { Answer, Evaluation, Payload, Run, TrainingResult } from '../contract/payloads.ts';
import type { Artifacts } from '../shared/documents.ts';
import { PipelineError } from '../shared/errors.ts';
import { readState } from '../shared/model-state/store.ts';
import { evaluationData, findRelease } from '../shared/releases.ts';
import { keepTraining } from './keep-training.ts';

export interface EvaluateDependencies {
  readonly artifacts: Artifacts;
  readonly sagemaker: SageMakerClient;
}

/**
 * The gate: the threshold, and no worse than the champion by more than the tolerance where both were measured on the same data. Equal
 * passes; without a champion the threshold alone decides. A training with the gate's metric is kept for later runs, whatever the verdict: without
 * it every run that took the training would fail as this one. SageMaker reads metrics from the log, and may be late.
 * @throws MetricMissing when the training did not report the metric, or reported no finite number
 */
export async function evaluate(
  { run, training }: Payload<'evaluate'>,
  { artifacts, sagemaker }: EvaluateDependencies,
): Promise<Answer<'evaluate'>> {
  const value = metricOf(run, training);
  const state = await readState(artifacts, run.model);
  const registered = state.champion ? await findRelease(sagemaker, state.champion.release) : undefined;
  const champion = registered && {
    release: registered.release.arn,
    value: registered.release.metrics[run.settings.evaluation.metric] ?? null,
    comparable: registered.evaluationData === evaluationData(run, training),
  };
  const evaluation = { ...judge(run.settings.evaluation, value, champion ?? null), champion: champion ?? null };
  return { evaluation, training: await keepTraining(run, training, artifacts) };
}

function metricOf({ settings }: Run, { job, metrics, nearLines = [] }: TrainingResult): number {
  const { metric } = settings.evaluation;
  const value = metrics[metric];
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  const others = Object.entries(metrics).map(([name, reported]) => `${name} = ${reported === null ? 'NaN' : short(reported)}`);
  const came = value === null ? 'NaN or an infinite number' : 'nothing';
  const reported = others.length > 0 ? `it reported ${others.join(', ')}` : 'it reported no metric at all';
  throw new PipelineError(
    ErrorName.MetricMissing,
    `evaluation.metric: expected a finite number for "${metric}" from the training ${job}, got ${came}; ${reported}. ` +
      `${seen(settings, nearLines)}See what it prints, and the regular expressions in training.metrics.`,
  );
}

/** What the training printed instead of the gate's metric, beside what was looked for. */
function seen({ training, evaluation }: Run['settings'], lines: readonly string[]): string {
  const regex = training.metrics.find(({ name }) => name === evaluation.metric)?.regex;
  if (regex === undefined || lines.length === 0) return '';
  const hints = metricHints(training.metrics).filter((hint) => hint.includes(`: ${evaluation.metric} searches for `));
  if (hints.length === 0 && lines.some((line) => /#0[0-3][0-7]/.test(line)))
    hints.push('SageMaker writes control characters as # and three octal digits, #011 for a tab, before it reads metrics.');
  const quoted = lines.map((line) => `\n  ${line}`).join('');
  return `The regular expression ${regex} matched nothing; what comes nearest in the log:${quoted}\n${hints.map((hint) => `${hint} `).join('')}`;
}

type Verdict = Omit<Evaluation, 'champion'>;

function judge(settings: Run['settings']['evaluation'], value: number, champion: Evaluation['champion']): Verdict {
  const { metric, objective, threshold, tolerance } = settings;
  const isNoWorse = (limit: number) => (objective === 'maximize' ? value >= limit - slack(limit) : value <= limit + slack(limit));
  const verdict = (passed: boolean, reason: string): Verdict => ({
    verdict: passed ? 'passed' : 'rejected',
    metric,
    value,
    threshold,
    reason: `${metric} ${short(value)} ${reason}`,
  });

  const bound = objective === 'maximize' ? 'at least' : 'at most';
  if (!isNoWorse(threshold)) return verdict(false, `misses the threshold: ${bound} ${short(threshold)} was asked for.`);
  const met = `meets the threshold of ${bound} ${short(threshold)}`;
  if (!champion) return verdict(true, `${met}; there is no champion to compare with.`);
  if (champion.value === null) return verdict(true, `${met}; the champion has no ${metric} to compare with.`);
  const theirs = short(champion.value);
  if (!champion.comparable)
    return verdict(true, `${met}; the champion's ${theirs} was measured on other data, so the two are not compared.`);
  const limit = objective === 'maximize' ? champion.value - tolerance : champion.value + tolerance;
  const allowed = tolerance > 0 ? ` by more than the tolerance of ${short(tolerance)}` : '';
  if (!isNoWorse(limit)) return verdict(false, `is worse than the champion's ${theirs}${allowed} on the same data.`);
  return verdict(true, `${met} and is no worse than the champion's ${theirs}${allowed} on the same data.`);
}

/** Equal has to pass: SageMaker keeps metrics as 32-bit floats, so a printed 0.7 comes back as 0.699999988. */
const slack = (limit: number) => 2 ** -23 * Math.abs(limit);

const short = (value: number) => String(Number(value.toPrecision(6)));
