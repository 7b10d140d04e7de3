import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ErrorName } from '../../../lambdas/contract/errors.ts';
import { type FunctionName, functionSubstitution, functions } from '../../../lambdas/contract/functions.ts';
import { payloads } from '../../../lambdas/contract/payloads.ts';
import { lostAtMostMs } from '../../../lambdas/shared/jobs/builds.ts';
import type { Machine, State } from './walk.ts';

interface Retrier {
  readonly Comment: string;
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds: number;
  readonly BackoffRate: number;
  readonly MaxAttempts: number;
  readonly MaxDelaySeconds: number;
  readonly JitterStrategy: string;
}

const texts = ['pipeline', 'recovery'].map((name) =>
  readFileSync(new URL(`../../../statemachine/${name}.asl.json`, import.meta.url), 'utf8'),
);
type Definition = Machine & { QueryLanguage: string; TimeoutSeconds: number };
const [pipeline, recovery] = texts.map((text) => JSON.parse(text) as Definition) as [Definition, Definition];
const states = [...allStates(pipeline), ...allStates(recovery)];
const tasks = states.filter(([, { Type }]) => Type === 'Task');
const retriers = tasks.flatMap(([name, state]) => ((state.Retry ?? []) as Retrier[]).map((retrier) => [name, retrier] as const));

function allStates({ States }: Machine): [string, State][] {
  return Object.entries(States).flatMap(([name, state]) => [
    [name, state] as [string, State],
    ...(state.Branches ?? []).flatMap(allStates),
  ]);
}

describe('the definitions', () => {
  it('speak JSONata, have time-outs of their own, and no name twice', () => {
    expect([pipeline.QueryLanguage, recovery.QueryLanguage]).toEqual(['JSONata', 'JSONata']);
    expect(pipeline.TimeoutSeconds).toBeGreaterThan(28 * 86_400);
    expect(recovery.TimeoutSeconds).toBe(3 * 3600);
    expect(new Set(states.map(([name]) => name)).size).toBe(states.length);
  });

  it('retry and catch only errors that exist', () => {
    const named = states.flatMap(([, { Retry = [], Catch = [] }]) =>
      [...(Retry as Retrier[]), ...Catch].flatMap(({ ErrorEquals }) => ErrorEquals),
    );
    const own: string[] = Object.values(ErrorName);
    expect(named.filter((name) => !/^(States|Lambda|Sandbox|Runtime)\./.test(name) && !own.includes(name))).toEqual([]);
  });

  it.each(tasks)('%s retries every hiccup of Lambda, with full jitter, and throttles with more patience', (_name, state) => {
    const [first, second] = state.Retry as Retrier[];
    expect(first?.ErrorEquals).toEqual([
      'Lambda.ServiceException',
      'Lambda.AWSLambdaException',
      'Lambda.SdkClientException',
      'Lambda.Unknown',
      'Lambda.ClientExecutionTimeoutException',
      // A function that ran out of its time says so itself; Lambda.Unknown was its name before.
      'Sandbox.Timedout',
      // Its process was killed: what it had done by then is found again (seed 20276: three recoveries in a row died so).
      'Runtime.ExitError',
    ]);
    // 300 models pushed within a minute (npm run bench:fleet): eight waits failed half of the runs, whose clean-up throttled the others.
    expect(second).toMatchObject({ ErrorEquals: ['Lambda.TooManyRequestsException', 'Throttled'], MaxAttempts: 100 });
    expect((state.Retry as Retrier[]).every(({ JitterStrategy }) => JitterStrategy === 'FULL')).toBe(true);
  });

  it.each(retriers)('%s: the comment of %j tells the total wait', (_name, retrier) => {
    expect(retrier.Comment).toContain(`${retrier.MaxAttempts} waits, full jitter: at most ${totalWait(retrier)} s in all.`);
  });

  it.each([
    ['StartTrainingImage', 'start-image'],
    ['StartInferenceImage', 'start-image'],
    ['StartVerification', 'start-verification'],
  ] as const)('%s looks again for a build whose answer was lost before that is older than the look goes back', (name, called) => {
    const ofState = retriers.filter(([state]) => state === name).map(([, retrier]) => retrier);
    const others = ofState.filter(({ ErrorEquals }) => !ErrorEquals.includes('QuotaInUse'));
    const [quota] = ofState.filter(({ ErrorEquals }) => ErrorEquals.includes('QuotaInUse'));
    // Between two calls that a quota refuses: one wait for the quota, and every other retry there is, each after the function's whole time.
    const calls = 1 + others.reduce((total, { MaxAttempts }) => total + MaxAttempts, 0);
    const waits = (quota?.MaxDelaySeconds ?? Number.NaN) + others.reduce((total, retrier) => total + totalWait(retrier), 0);
    // 10 s of a cold start, which the function's time-out does not count, and five minutes for clocks.
    const seconds = waits + calls * (functions[called].timeoutSeconds + 10) + 300;
    expect(seconds * 1000).toBeLessThan(lostAtMostMs);
  });

  it('never retry an error that the same state catches', () => {
    for (const [, { Retry = [], Catch = [] }] of tasks) {
      const retried = new Set((Retry as Retrier[]).flatMap(({ ErrorEquals }) => ErrorEquals));
      expect(Catch.flatMap(({ ErrorEquals }) => ErrorEquals).filter((name) => retried.has(name))).toEqual([]);
    }
  });

  it('poll every await state by its own time-out', () => {
    const waiting = tasks.filter(([, { Resource }]) => String(Resource).endsWith('.waitForTaskToken'));
    expect(waiting.map(([name]) => name)).toEqual([
      'AwaitTrainingImage',
      'AwaitTraining',
      'AwaitInferenceImage',
      'AwaitVerification',
      'AwaitDeployment',
    ]);
    for (const [name, { Catch = [] }] of waiting) expect(Catch[0]).toMatchObject({ ErrorEquals: ['States.Timeout'], Next: name });
  });

  it('never fill the history: a training of 28 days, waits for quotas in all the time that is left, and every other retry there is', () => {
    const perTry = 3; // scheduled, started, failed
    const own = allStates(pipeline).filter(([, { Type }]) => Type === 'Task');
    // Want of instances sends the run back to its Start state: three attempts each.
    const visits = (name: string) => (['StartTraining', 'AwaitTraining', 'Deploy', 'AwaitDeployment'].includes(name) ? 3 : 1);
    const tries = (state: State, isQuota: boolean) =>
      ((state.Retry ?? []) as Retrier[])
        .filter(({ ErrorEquals }) => ErrorEquals.includes('QuotaInUse') === isQuota)
        .reduce((total, { MaxAttempts }) => total + MaxAttempts, 0);
    const others = own.reduce((total, [name, state]) => total + visits(name) * tries(state, false) * perTry, 0);
    // 42 days for quotas, shared by all that may meet one: shorter waits are more of them. Half of each wait is what full jitter leaves.
    const waiting = own.filter(([, state]) => tries(state, true) > 0);
    const shares = waiting.reduce((total, [name]) => total + visits(name), 0);
    const [quota] = quotasOf('StartTraining');
    if (!quota) throw new Error('StartTraining waits for no quota');
    const share = (2 * (pipeline.TimeoutSeconds - 28 * 86_400)) / shares;
    let asked = 0;
    while (asked < quota.MaxAttempts && totalWait({ ...quota, MaxAttempts: asked }) < share) asked++;
    const looks = pollsUntil(28 * 86_400) + 3 * pollsUntil(16 * 3600) + pollsUntil(86_400);
    // Entered and left, and the events of the Choice states between.
    const passed = 4 * allStates(pipeline).length;
    const events = others + shares * asked * perTry + looks * 6 + passed;
    expect(events).toBeGreaterThan(20_000);
    expect(events).toBeLessThan(24_500);
  });

  it('wait a week for a quota, on the average', () => {
    for (const name of ['StartTrainingImage', 'StartTraining', 'StartInferenceImage', 'StartVerification', 'Deploy']) {
      const [quota] = quotasOf(name);
      expect(quota && totalWait(quota) / 2, name).toBeGreaterThan(7 * 86_400);
    }
  });

  it('last 28 days in fewer than 4,500 of the 25,000 events that AWS allows', () => {
    const events = 6; // entered, scheduled, started, submitted, timed out, exited
    expect(pollsUntil(28 * 86_400) * events).toBeLessThan(4500);
  });

  it('look less often once a training was heard of, and at the next jobs of a service whose event ended the last wait', () => {
    const own = new Map(tasks);
    expect(own.get('AwaitTraining')?.Catch).toContainEqual(
      expect.objectContaining({ ErrorEquals: ['NotReady'], Assign: { trainingJobHeard: true }, Next: 'AwaitTraining' }),
    );
    // `check` answers within seconds of the state's entry, or `wake` does later: that tells an event from a look. A retried `check` is late too.
    const late = '{% $states.context.State.RetryCount = 0 and $millis() - $toMillis($states.context.State.EnteredTime) > 10000 %}';
    const learns = {
      AwaitTrainingImage: 'trainingImageHeard',
      AwaitInferenceImage: 'inferenceImageHeard',
      AwaitTraining: 'trainingJobHeard',
    };
    for (const [name, variable] of Object.entries(learns)) expect(own.get(name)?.Assign, name).toMatchObject({ [variable]: late });
    // Events of builds say nothing about those of SageMaker: each has a rule of its own.
    const believes = (heard: string) => expect.objectContaining({ Payload: expect.objectContaining({ heard }) });
    expect(own.get('AwaitVerification')?.Arguments).toEqual(believes('{% $buildHeard %}'));
    expect(own.get('AwaitDeployment')?.Arguments).toEqual(believes('{% $trainingHeard %}'));
  });

  it('call every function that takes a payload, through its substitution', () => {
    const substitutions = [...texts.join('').matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
    const expected = (Object.keys(payloads) as FunctionName[]).map(functionSubstitution);
    expect(new Set(substitutions)).toEqual(new Set([...expected, 'Partition']));
    expect(Object.keys(functions)).toEqual(expect.arrayContaining(Object.keys(payloads)));
  });
});

const quotasOf = (name: string): Retrier[] =>
  retriers.flatMap(([state, retrier]) => (state === name && retrier.ErrorEquals.includes('QuotaInUse') ? [retrier] : []));

/** How often an await state looks until a job of this age ends (s), where no event of it comes. */
function pollsUntil(seconds: number): number {
  let polls = 0;
  for (let age = 0; age < seconds; polls++) age += Math.max(60, Math.min(4500, Math.floor(0.04 * age)));
  return polls;
}

function totalWait({ IntervalSeconds, BackoffRate, MaxAttempts, MaxDelaySeconds }: Retrier): number {
  let total = 0;
  for (let wait = 0; wait < MaxAttempts; wait++) total += Math.min(MaxDelaySeconds, IntervalSeconds * BackoffRate ** wait);
  return Math.round(total);
}
