import type { Account } from './account.ts';
import { costLines } from './estimate.ts';
import { firstSample, invokeEndpoint } from './invoke-endpoint.ts';
import type { Io } from './io.ts';
import { awaitMail, saysEnd } from './mails.ts';
import { type Results, resultsOf } from './results.ts';
import type { RunView } from './view/run-view.ts';
import { cut, duration, oneLine } from './view/text.ts';

/** What a run that ended well has to say: the gate, the mail, the endpoint with a prediction of now, what it would cost, what was reused. */
export async function summaryLines(account: Account, io: Io, view: RunView, startedAt: number): Promise<string[]> {
  const results = resultsOf(view);
  const mail = await awaitMail(account, io, startedAt, saysEnd(results.outcome?.model), 10_000);
  const rows: [string, string][] = [
    [
      'Outcome',
      `${results.outcome?.outcome ?? view.status} after ${duration((view.endedAt ?? view.startedAt) - view.startedAt)}${sentence(results)}`,
    ],
    ...gateRows(results),
    ...reuseRows(results),
    ...(mail ? ([['Mail', mail.path]] as [string, string][]) : []),
    ...(await endpointRows(account, results)),
    ...costLines(results).map((line, index): [string, string] => [index === 0 ? 'On AWS' : '', line]),
  ];
  return rows.map(([name, text]) => `${name.padEnd(12)}${text}`.trimEnd());
}

function sentence({ outcome }: Results): string {
  return outcome?.summary ? `: ${oneLine(outcome.summary)}` : '';
}

function gateRows({ evaluation, training }: Results): [string, string][] {
  if (!evaluation) return [];
  const others = Object.entries(training?.metrics ?? {}).filter(([name]) => name !== evaluation.metric);
  return [
    [
      'Metric',
      `${evaluation.metric} = ${evaluation.value}${others.length ? ` (${others.map(([name, value]) => `${name} ${value}`).join(', ')})` : ''}`,
    ],
    ['Gate', `${evaluation.verdict}: ${oneLine(evaluation.reason)}`],
  ];
}

function reuseRows({ images, training, outcome }: Results): [string, string][] {
  const rows = [
    ...images.map(({ role, image }): [string, string] => [role, `${image.reused ? 'reused' : 'built'}: ${oneLine(image.reason)}`]),
    ...(training ? [['training', `${training.reused ? 'reused' : 'trained'}: ${oneLine(training.reason)}`] as [string, string]] : []),
  ];
  const named = rows.map(([what, text], index): [string, string] => [index === 0 ? 'Work' : '', `${what} ${text}`]);
  return outcome?.outcome === 'unchanged' ? [['Unchanged', 'nothing was built, trained or deployed'], ...named] : named;
}

/** The endpoint's address and an answer of it, asked now through the SageMaker Runtime API. */
async function endpointRows(account: Account, { outcome, release, run }: Results): Promise<[string, string][]> {
  const endpoint = outcome?.endpoint;
  if (!endpoint) return [];
  const rows: [string, string][] = [['Endpoint', `${account.runtimeUrl}/endpoints/${endpoint}/invocations`]];
  const sample = release?.samples ? await firstSample(account, release.samples) : undefined;
  if (!sample) return rows;
  const prediction = await invokeEndpoint(account, endpoint, sample);
  const asked = cut(oneLine(Buffer.from(sample.body).toString()), 100);
  return [
    ...rows,
    ['Asked', `${sample.name}: ${asked}`],
    ['Answered', cut(oneLine(prediction.body), 300)],
    ['Ask it', `trainyard invoke ${run?.model ?? outcome.model} --data FILE`],
  ];
}
