import { buildsOf } from '../../../local/services/codebuild/records.ts';
import { jobsOf } from '../../../local/services/sagemaker/training/record.ts';
import { readHistory } from '../../../local/services/states/history.ts';
import type { ExecutionRecord } from '../../../local/services/states/records.ts';
import type { World } from '../../../local/world.ts';
import type { Used } from './meter.ts';
import { logBytes, orchestrationPrices as prices, workPrices } from './prices.ts';

/** What one run of one definition came to. Money in US dollars. */
export interface Figures {
  /** From the change until its execution ended, which by then has seen the new model in service. */
  readonly seconds: number;
  /** `succeeded`, `unchanged`, or how the execution ended otherwise. */
  readonly outcome: string;
  readonly transitions: number;
  readonly calls: number;
  /** Of the longest history. */
  readonly events: number;
  readonly orchestration: number;
  /** The sweeper's part of it: it runs every five minutes for all models, and is counted as if this were the only one. */
  readonly sweeper: number;
  /** Orchestration, builds and training. The endpoint costs the same whoever made it. */
  readonly total: number;
}

/** Adds up what was counted from `begun` on. */
export function billOf(world: World, executions: readonly ExecutionRecord[], used: ReadonlyMap<string, Used>, begun: number): Figures {
  const histories = executions.map(({ executionArn }) => readHistory(world, executionArn));
  const all = histories.flat();
  const count = (...names: string[]) => all.filter(({ type }) => names.includes(type)).length;
  // Each state entered and each retry: aws.amazon.com/step-functions/pricing.
  const entered = all.filter(({ type }) => type.endsWith('StateEntered')).length;
  const transitions = entered + Math.max(0, count('TaskScheduled', 'LambdaFunctionScheduled') - count('TaskStateEntered'));
  const functions = [...used].reduce((sum, [name, each]) => sum + costOf(name, each), 0);
  const sweeper = [...used].reduce((sum, [name, each]) => sum + (name.endsWith('-sweep') ? costOf(name, each) : 0), 0);
  const orchestration = functions + transitions * prices.transition.usd + machineLog(executions, all.length);
  const last = Math.max(0, ...executions.map(({ stopDate }) => stopDate?.getTime() ?? 0));
  return {
    seconds: (last - begun) / 1000,
    outcome: executions[0] ? outcomeOf(executions[0]) : 'never started',
    transitions,
    calls: [...used.values()].reduce((sum, { calls }) => sum + calls, 0),
    events: Math.max(0, ...histories.map(({ length }) => length)),
    orchestration,
    sweeper,
    total: orchestration + workOf(world, begun),
  };
}

/** All that one function's calls cost. */
function costOf(name: string, { calls, gbSeconds, writes, reads, publishes }: Used): number {
  const isReference = name.startsWith('reference-');
  // Called by an event and no execution: a trace of its own. The reference traces nothing, as its day had it.
  const traces = /-(launch|wake|finish|sweep)$/.test(name) ? calls : 0;
  return (
    calls * (prices.lambdaRequest.usd + (logBytes.call / 1e9) * prices.logGb.usd) +
    gbSeconds * (isReference ? prices.lambdaGbSecondX86 : prices.lambdaGbSecondArm).usd +
    writes * prices.s3Write.usd +
    reads * prices.s3Read.usd +
    publishes * (prices.snsPublish.usd + prices.mail.usd) +
    traces * prices.trace.usd
  );
}

/** The reference keeps no log of its machine. */
function machineLog(executions: readonly ExecutionRecord[], events: number): number {
  if (executions.some(({ stateMachineArn }) => stateMachineArn.endsWith(':reference'))) return 0;
  return executions.length * prices.trace.usd + ((events * logBytes.event) / 1e9) * prices.logGb.usd;
}

function outcomeOf({ status, output = '{}', error = '', cause = '' }: ExecutionRecord): string {
  if (status !== 'SUCCEEDED') return `${status} ${error}: ${cause}`;
  return (JSON.parse(output) as { outcome?: string }).outcome ?? 'succeeded';
}

/** Builds by the begun minute, training by the second from the download on: also what goes on after its execution died. */
function workOf(world: World, begun: number): number {
  let usd = 0;
  for (const { startTime, endTime } of buildsOf(world).values())
    if (startTime.getTime() >= begun)
      usd += Math.ceil(((endTime ?? startTime).getTime() - startTime.getTime()) / 60_000) * workPrices.buildMinute.usd;
  for (const { CreationTime, TrainingStartTime: from, TrainingEndTime: to } of jobsOf(world).values())
    if (CreationTime.getTime() >= begun && from)
      usd += (((to?.getTime() ?? world.clock.now()) - from.getTime()) / 3_600_000) * workPrices.trainingHour.usd;
  return usd;
}
