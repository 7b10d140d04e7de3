import type { DeploymentResult, Evaluation, ImageResult, Run, TrainingResult, VerificationResult } from '../../contract/payloads.ts';
import { logHeading } from '../jobs/log-tail.ts';
import { type ReportPart, table } from './report.ts';

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

/** The facts every mail begins with. */
export function runFacts(run: Run): [string, string][] {
  return [['Run', run.id], ...(run.release ? [] : [['Source', run.source.version] as [string, string]]), ['Started by', run.trigger]];
}

/** The metrics beside the champion's; the gate's metric first, with its threshold. */
export function metricPart({ training, evaluation }: Results, champion: Readonly<Record<string, number | null>> | null): ReportPart {
  if (!training) return { heading: 'Metrics', lines: [] };
  const names = Object.keys(training.metrics).sort((a, b) => Number(b === evaluation?.metric) - Number(a === evaluation?.metric));
  const header = ['metric', 'this run', 'champion', 'threshold'];
  const rows = names.map((name) => [
    name,
    cell(training.metrics[name]),
    champion ? cell(champion[name]) : '-',
    name === evaluation?.metric ? cell(evaluation.threshold) : '',
  ]);
  return { heading: 'Metrics', lines: rows.length > 0 ? table([header, ...rows]) : [], isVerbatim: true };
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

export function durationsPart({ training, trainingImage, inferenceImage, verification, deployment }: Results): ReportPart {
  const took = [
    ['training image', trainingImage],
    ['inference image', inferenceImage?.digest === trainingImage?.digest ? null : inferenceImage],
    ['training', training],
    ['verification', verification],
    ['deployment', deployment],
  ] as const;
  const rows = took.flatMap(([what, result]) => (result && result.seconds > 0 ? [[what, duration(result.seconds)]] : []));
  return { heading: 'Durations', lines: table(rows), isVerbatim: true };
}

/** `1 h 05 min`, `3 min 20 s`, `12.3 s`. */
export function duration(seconds: number): string {
  const pad = (value: number) => String(value).padStart(2, '0');
  const whole = Math.round(seconds);
  if (whole >= 3600) return `${Math.floor(whole / 3600)} h ${pad(Math.floor((whole % 3600) / 60))} min`;
  if (whole >= 60) return `${Math.floor(whole / 60)} min ${pad(whole % 60)} s`;
  return `${Math.round(seconds * 10) / 10} s`;
}

/** A failure's cause: its words, and apart from them the last log lines it carries. */
export function causeParts(cause: string): ReportPart[] {
  const [words = '', lines = ''] = cause.split(logHeading);
  return [
    { heading: 'Why', lines: words.split('\n').filter((line) => line.trim() !== '') },
    { heading: 'Last log lines', lines: lines === '' ? [] : lines.split('\n'), isVerbatim: true },
  ];
}

/** Deep links into AWS's consoles, for the partition and region of the execution. */
export function links(executionArn: string, endpoint?: string | null): [string, string][] {
  const [, partition = 'aws', , region = ''] = executionArn.split(':');
  const host = consoleHosts[partition] ?? consoleHosts.aws;
  const root = `https://${region}.${host}`;
  const found: [string, string][] = [['Execution', `${root}/states/home?region=${region}#/v2/executions/details/${executionArn}`]];
  if (endpoint) found.push(['Endpoint', `${root}/sagemaker/home?region=${region}#/endpoints/${endpoint}`]);
  return found;
}

const consoleHosts: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};
