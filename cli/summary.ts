import { shownAnswer } from '../lambdas/contract/answers.ts';
import { unmatchedMetrics } from '../lambdas/contract/unmatched-metrics.ts';
import { verificationWords } from '../lambdas/contract/verification.ts';
import type { Account } from './account.ts';
import { costLines } from './estimate.ts';
import { invokeEndpoint } from './invoke-endpoint.ts';
import type { Io } from './io.ts';
import { awaitMail, saysEnd } from './mails.ts';
import { programName } from './package-root.ts';
import { firstSample } from './release-samples.ts';
import { type Results, resultsOf } from './results.ts';
import type { RunView } from './view/run-view.ts';
import { duration, firstSentence, oneLine, shownPath } from './view/text.ts';

/** What a run that ended well has to say: the gate, the mail, the endpoint with a prediction of now, what it would cost, what was reused. */
export async function summaryLines(
  account: Account,
  io: Io,
  view: RunView,
  run: { readonly executionArn: string; readonly startedAt: number },
): Promise<string[]> {
  const results = resultsOf(view);
  const mail = await awaitMail(account, io, run.startedAt, saysEnd(results.outcome?.model, run.executionArn), 10_000);
  const rows: [string, string][] = [
    [
      'Outcome',
      `${results.outcome?.outcome ?? view.status} after ${duration((view.endedAt ?? view.startedAt) - view.startedAt)}${results.outcome ? `: ${firstSentence(results.outcome.summary)}` : ''}`,
    ],
    ...gateRows(results),
    ...workRows(results),
    ...verifiedRows(results),
    ...(mail ? ([['Mail', shownPath(mail.path, io.cwd)]] as [string, string][]) : []),
    ...(await endpointRows(account, io, results)),
    ...costLines(results).map((line, index): [string, string] => [index === 0 ? 'On AWS' : '', line]),
  ];
  return rows.map(([name, text]) => `${name.padEnd(12)}${text}`.trimEnd());
}

/** The gate's verdict, the metrics, and the configured ones that matched nothing. */
export function gateRows({ evaluation, training, run }: Results): [string, string][] {
  if (!evaluation) return [];
  const unmatched = run && training ? unmatchedMetrics(run.settings, training.metrics) : [];
  const others = Object.entries(training?.metrics ?? {}).filter(([name]) => name !== evaluation.metric);
  return [
    [
      'Metric',
      `${evaluation.metric} = ${figure(evaluation.value)}${others.length ? ` (${others.map(([name, value]) => `${name} ${figure(value)}`).join(', ')})` : ''}`,
    ],
    ...unmatched.map(({ name, regex }, index): [string, string] => [
      index === 0 ? 'No match' : '',
      `${name}: ${oneLine(regex)} found nothing in the training's output (training.metrics)`,
    ]),
    ['Gate', `${evaluation.verdict}: ${oneLine(evaluation.reason)}`],
  ];
}

function workRows({ images, training }: Results): [string, string][] {
  const work = [
    ...images.map(({ role, image }) => [role, image.reused ? 'reused' : 'built', image.reason] as const),
    ...(training ? [['training', training.reused ? 'reused' : 'done', training.reason] as const] : []),
  ];
  return work.map(([what, how, why], index) => [index === 0 ? 'Work' : '', `${what.padEnd(15)}  ${how}: ${oneLine(why)}`]);
}

/** How the release was tried before its traffic: the figures of a build, or that there were none. */
function verifiedRows({ run, verification, deployment }: Results): [string, string][] {
  if (!run || !deployment) return [];
  const { samples, p95Ms } = verification ?? {};
  const figures = verification ? `: ${samples} ${samples === 1 ? 'sample' : 'samples'}, p95 ${Math.round(p95Ms ?? 0)} ms` : '';
  return [['Verified', `${verificationWords(run.settings)}${figures}`]];
}

/** SageMaker gives metrics as 32-bit floats: six digits are what they mean. */
function figure(value: number | null): string {
  return value === null ? 'NaN' : String(Number(value.toPrecision(6)));
}

/** The endpoint's address and an answer of it, asked now through the SageMaker Runtime API. */
async function endpointRows(account: Account, io: Io, { outcome, release, run }: Results): Promise<[string, string][]> {
  const endpoint = outcome?.endpoint;
  if (!endpoint) return [];
  const rows: [string, string][] = [['Endpoint', `${account.runtimeUrl}/endpoints/${endpoint}/invocations`]];
  const sample = release?.samples ? await firstSample(account, release.samples) : undefined;
  if (!sample) return rows;
  const prediction = await invokeEndpoint(account, endpoint, sample);
  return [
    ...rows,
    ['Asked', `${sample.name}: ${shownAnswer(sample.body, 100)}`],
    ['Answered', shownAnswer(prediction.body)],
    ['Ask it', `${programName(io.cwd)} invoke ${run?.model ?? outcome.model} --data FILE`],
  ];
}
