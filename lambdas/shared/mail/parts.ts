import { estimate, estimateLines, type WorkDone } from '../../contract/estimate.ts';
import type { ExecutionInput } from '../../contract/execution-input.ts';
import type { DeploymentResult, Evaluation, ImageResult, Run, TrainingResult, VerificationResult } from '../../contract/payloads.ts';
import { unmatchedMetrics } from '../../contract/unmatched-metrics.ts';
import { logHeading } from '../jobs/log-tail.ts';
import { type Fact, type ReportPart, table } from './report.ts';

/** What a run made or reused; null where it came to nothing of the kind. */
export interface Results {
  readonly training: TrainingResult | null;
  readonly trainingImage: ImageResult | null;
  readonly inferenceImage: ImageResult | null;
  readonly evaluation: Evaluation | null;
  readonly verification: VerificationResult | null;
  readonly deployment: DeploymentResult | null;
}

/** What the subject names: a rollback deploys an older source than the one at hand. */
export const versionOf = (run: Run): string => (run.release ? '' : run.source.version);

/** The facts every mail of a run begins with. */
export function runFacts(run: Run): Fact[] {
  return [['Run', run.id], ...(run.release ? [releaseFact(run, run.release)] : sourceFacts(run.source)), ['Trigger', run.trigger]];
}

const releaseFact = (run: Run, arn: string): Fact => [
  'Release',
  `${releaseNumber(arn)} of the model package group ${run.names.modelPackageGroup}`,
];

/** `…:model-package/<group>/<version>` → the version: what `trainyard rollback` takes. */
export const releaseNumber = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

function sourceFacts(source: Run['source']): Fact[] {
  if (source.type === 'folder') return [['Source', `${source.version} (the folder as it was deployed)`]];
  return [
    ['Commit', source.version],
    ['Branch', `${source.ref.replace(/^refs\/heads\//, '')} of ${source.repository}`],
    ['Author', source.author],
    ['Message', source.message],
  ];
}

/** What is known of a run that did not begin: of its execution's input. */
export function wishFacts({ commit, push, release, trigger }: ExecutionInput): Fact[] {
  const facts: [string, string | undefined][] = [
    ['Commit', commit],
    ['Branch', push?.ref.replace(/^refs\/heads\//, '')],
    ['Author', push?.author],
    ['Message', push?.message],
    ['Release', release],
    ['Trigger', trigger],
  ];
  return facts.filter((fact): fact is [string, string] => Boolean(fact[1]));
}

/** Metrics by name; null where one is not a finite number. */
type Metrics = Readonly<Record<string, number | null>>;

/** The metrics beside the champion's; the gate's metric first, with its threshold. */
export function metricPart(
  what: string,
  metrics: Metrics | undefined,
  gate: Pick<Evaluation, 'metric' | 'threshold'>,
  champion: Metrics | null | undefined,
): ReportPart {
  const names = Object.keys(metrics ?? {}).sort((a, b) => Number(b === gate.metric) - Number(a === gate.metric));
  const rows = names.map((name) => [name, cell(metrics?.[name]), cell(champion?.[name]), name === gate.metric ? cell(gate.threshold) : '']);
  return {
    heading: 'Metrics',
    lines: rows.length > 0 ? table([['metric', what, 'champion', 'threshold'], ...rows]) : [],
    isVerbatim: true,
  };
}

/** Metrics that nobody reads until they are looked for: their regular expressions found nothing. */
export function unmatchedPart(run: Run, training: TrainingResult | null): ReportPart {
  const lines = training ? unmatchedMetrics(run.settings, training.metrics).map(({ name, regex }) => `${name}: ${regex}`) : [];
  return { heading: 'Matched nothing in the output of the training (training.metrics)', lines };
}

const cell = (value: number | null | undefined): string =>
  value === undefined ? '-' : value === null ? 'NaN' : String(Number(value.toPrecision(5)));

/** What was reused and why. */
export function reusedPart({ training, trainingImage, inferenceImage }: Results): ReportPart {
  const made = [
    ['training image', trainingImage],
    ['training', training],
    ['inference image', inferenceImage?.digest === trainingImage?.digest ? null : inferenceImage],
  ] as const;
  return { heading: 'Reused', lines: made.flatMap(([what, result]) => (result?.reused ? [`${what}: ${result.reason}`] : [])) };
}

export const overridesPart = (run: Run): ReportPart => ({ heading: 'Overrides in effect', lines: run.overrides });

/** How long each phase took whose work was not reused. */
export function phasesOf({
  training,
  trainingImage,
  inferenceImage,
  verification,
  deployment,
}: Results): [phase: string, seconds: number][] {
  const took = [
    ['training image', trainingImage],
    ['inference image', inferenceImage?.digest === trainingImage?.digest ? null : inferenceImage],
    ['training', training],
    ['verification', verification],
    ['deployment', deployment],
  ] as const;
  return took.flatMap(([phase, result]): [string, number][] => (result && result.seconds > 0 ? [[phase, result.seconds]] : []));
}

export function durationsPart(phases: readonly (readonly [phase: string, seconds: number])[]): ReportPart {
  return { heading: 'Durations', lines: table(phases.map(([phase, seconds]) => [phase, duration(seconds)])), isVerbatim: true };
}

/** `1 h 05 min`, `3 min 20 s`, `12.3 s`. */
export function duration(seconds: number): string {
  const pad = (value: number) => String(value).padStart(2, '0');
  const whole = Math.round(seconds);
  if (whole >= 3600) return `${Math.floor(whole / 3600)} h ${pad(Math.floor((whole % 3600) / 60))} min`;
  if (whole >= 60) return `${Math.floor(whole / 60)} min ${pad(whole % 60)} s`;
  return `${Math.round(seconds * 10) / 10} s`;
}

/** What this run did not reuse. */
export const workOf = ({ training, trainingImage, inferenceImage, deployment }: Results): WorkDone => ({
  builds: new Set([trainingImage, inferenceImage].flatMap((image) => (image && !image.reused ? [image.digest] : []))).size,
  trains: training !== null && !training.reused,
  deploys: deployment !== null,
});

export const costPart = (run: Run, work: WorkDone): ReportPart => ({
  heading: 'Cost on AWS, estimated',
  lines: estimateLines(estimate(run.settings, work)),
});

/** A failure's cause: its words, and apart from them the last log lines it carries. */
export function causeParts(cause: string): ReportPart[] {
  const [words = '', lines = ''] = cause.split(logHeading);
  return [
    { heading: 'Why', lines: words.split('\n').filter((line) => line.trim() !== '') },
    { heading: 'Last log lines', lines: lines === '' ? [] : lines.split('\n'), isVerbatim: true },
  ];
}
