import { DescribeEndpointCommand } from '@aws-sdk/client-sagemaker';
import { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import type { ModelState, RunRecord } from '../lambdas/contract/model-state.ts';
import type { Account } from './account.ts';
import { type DeployedModel, endpointName, readState, UnreadableState } from './installation.ts';
import { lockRows } from './lock-lines.ts';
import { cut, oneLine } from './view/text.ts';

export interface ModelStatus {
  readonly model: string;
  readonly endpoint: string;
  /** SageMaker's words; undefined when there is no endpoint. */
  readonly endpointStatus?: string;
  readonly state?: ModelState;
  /** Why there is no state to show, where there is one. */
  readonly unreadable?: string;
  readonly runs: readonly RunStatus[];
}

interface RunStatus {
  readonly id: string;
  readonly startedAt: string;
  readonly outcome: string;
  readonly text: string;
}

/** Gathers what status shows of one model. */
export async function modelStatus(account: Account, model: DeployedModel): Promise<ModelStatus> {
  const endpoint = endpointName(model);
  let unreadable: string | undefined;
  const readable = readState(account, model.name).catch((error: unknown) => {
    // The other models, and what SageMaker says of this one, are shown all the same.
    if (!(error instanceof UnreadableState)) throw error;
    unreadable = error.message;
    return undefined;
  });
  const [state, endpointStatus] = await Promise.all([readable, describeEndpoint(account, endpoint)]);
  const runs = await Promise.all((state?.runs ?? []).slice(0, 10).map((record) => runStatus(account, record)));
  return { model: model.name, endpoint, endpointStatus, state, unreadable, runs };
}

/** One model as lines of at most `columns`: champion, endpoint, lock, what waits, the newest runs. */
export function statusLines(
  { model, endpoint, endpointStatus, state, unreadable, runs }: ModelStatus,
  limit: number,
  columns = 80,
): string[] {
  const champion = state?.champion;
  const rows: [string, string][] = [
    ...(unreadable === undefined ? [] : [['state', unreadable] as [string, string]]),
    [
      'champion',
      champion
        ? `release ${champion.release.split('/').at(-1)}, since ${champion.at}`
        : unreadable === undefined
          ? 'none yet'
          : 'not known',
    ],
    ...(champion ? ([['', `run ${champion.run}`]] as [string, string][]) : []),
    ['endpoint', `${endpoint}: ${endpointStatus ?? 'not there'}`],
    ...(state?.target ? ([['deploying', `run ${state.target.run} since ${state.target.at}`]] as [string, string][]) : []),
    ...(state ? lockRows(state, model) : []),
    ...(runs.length === 0 && unreadable === undefined ? ([['runs', 'none yet']] as [string, string][]) : []),
    ...runs
      .slice(0, limit)
      .map(({ id, outcome, text }, index): [string, string] => [
        index === 0 ? 'runs' : '',
        `${id}  ${outcome.padEnd(9)}  ${oneLine(text)}`,
      ]),
  ];
  return [
    model,
    ...rows.flatMap(([name, text]) =>
      wrapped(text.trimEnd(), columns - indent).map((line, i) => `  ${(i === 0 ? name : '').padEnd(10)}${line}`),
    ),
  ];
}

const indent = 12;
/** A cause may be long: the mail and the log have all of it. */
const linesAtMost = 4;

/** Breaks at blanks that follow a word; runs' columns are two blanks wide and stay. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const part of text.split(/(?<=\S) (?=\S)/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + part.length <= width) lines[lines.length - 1] = `${last} ${part}`;
    else lines.push(part);
  }
  const shown = lines.slice(0, linesAtMost).map((line) => cut(line, width));
  return lines.length > shown.length ? [...shown.slice(0, -1), cut(`${shown.at(-1)} …`, width)] : shown;
}

async function describeEndpoint(account: Account, EndpointName: string): Promise<string | undefined> {
  try {
    const { EndpointStatus } = await account.sagemaker.send(new DescribeEndpointCommand({ EndpointName }));
    return EndpointStatus;
  } catch (error) {
    // SageMaker says ValidationException for an endpoint that is not there, with this text (aws-facts.md 1.2).
    if (/could not find endpoint/i.test((error as Error).message)) return undefined;
    throw error;
  }
}

/** The record of the model state, else what Step Functions knows: a run that is under way has no outcome yet, a broken one never gets it. */
async function runStatus(account: Account, { id, execution, startedAt, outcome, summary }: RunRecord): Promise<RunStatus> {
  if (outcome) return { id, startedAt, outcome, text: summary };
  try {
    const { status, error, cause } = await account.sfn.send(new DescribeExecutionCommand({ executionArn: execution }));
    return { id, startedAt, outcome: (status ?? 'unknown').toLowerCase(), text: [error, cause].filter(Boolean).join(': ') || summary };
  } catch (failure) {
    if ((failure as Error).name !== 'ExecutionDoesNotExist') throw failure;
    return { id, startedAt, outcome: 'unknown', text: 'its execution is gone (Step Functions keeps them for 90 days)' };
  }
}
