import fc from 'fast-check';
import jsonata from 'jsonata';
import * as v from 'valibot';
import { type FunctionName, functionSubstitution, functions } from '../../../lambdas/contract/functions.ts';
import { type JobKind, jobResults, payloads } from '../../../lambdas/contract/payloads.ts';
import { outputs } from './generate.ts';

export type Fields = Readonly<Record<string, unknown>>;
export interface State extends Fields {
  readonly Type: string;
  readonly Next?: string;
  readonly End?: boolean;
  readonly Choices?: readonly (Fields & { Condition: string; Next: string })[];
  readonly Default?: string;
  readonly Catch?: readonly (Fields & { ErrorEquals: readonly string[]; Next: string })[];
  readonly Branches?: readonly Machine[];
}
export interface Machine {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

/** Draws a value of the arbitrary; deterministic in the walk's seed. */
type Draw = <T>(arbitrary: fc.Arbitrary<T>) => T;

type Variables = Record<string, unknown>;

const entered = Date.parse('2026-11-21T12:00:00.000Z');

/**
 * Goes through the definition once as an execution would: evaluates every expression over values that the contract allows, checks each
 * function's input against the contract, follows choices and sometimes a Catch. Throws on whatever an execution would fail at; adds the
 * states it came through, and the ways it took, to `visited`. `executionInput` is what the machine is started with, default `{}`.
 */
export async function walk(machine: Machine, seed: number, visited: Set<string>, executionInput?: v.GenericSchema): Promise<unknown> {
  let drawn = 0;
  const draw: Draw = (arbitrary) => fc.sample(arbitrary, { numRuns: 1, seed: seed + 7919 * drawn++ })[0] as never;
  const input = executionInput ? draw(arbitrary(executionInput)) : {};
  return walkMachine(machine, {}, input, draw, visited, input);
}

async function walkMachine(
  machine: Machine,
  variables: Variables,
  start: unknown,
  draw: Draw,
  visited: Set<string>,
  executionInput: unknown,
): Promise<unknown> {
  let name: string | undefined = machine.StartAt;
  let input = start;
  for (let steps = 0; name !== undefined; steps++) {
    if (steps > 200) throw new Error('the execution goes round in circles');
    const state: State | undefined = machine.States[name];
    if (!state) throw new Error(`there is no state ${name}`);
    visited.add(name);
    try {
      const { next, output } = await step(state, variables, { input, context: contextObject(state, executionInput) }, draw, visited);
      visited.add(edge(name, next));
      [name, input] = [next, output];
    } catch (error) {
      throw new Error(`${name}: ${(error as Error).message}`, { cause: error });
    }
  }
  return input;
}

const edge = (from: string, to: string | undefined): string => `${from} to ${to ?? 'the end'}`;

/** Every state of a machine and every way out of one. */
export function places({ States }: Machine): string[] {
  return Object.entries(States).flatMap(([name, { Next, Choices = [], Default, Catch = [], Branches = [] }]) => [
    name,
    ...[...Choices, ...Catch].map((rule) => edge(name, rule.Next)),
    ...(Choices.length > 0 ? [edge(name, Default)] : [edge(name, Next)]),
    ...Branches.flatMap(places),
  ]);
}

/** `$states`, as far as it is known at a state's entry. */
interface States extends Fields {
  readonly input: unknown;
  readonly context: Fields & { readonly Execution: Fields & { readonly Input: unknown } };
}

interface Step {
  readonly next: string | undefined;
  readonly output: unknown;
}

async function step(state: State, variables: Variables, states: States, draw: Draw, visited: Set<string>): Promise<Step> {
  const { input, context } = states;
  switch (state.Type) {
    case 'Task':
      return task(state, variables, states, draw);
    case 'Choice':
      return choice(state, variables, states);
    case 'Parallel': {
      const inner = (branch: Machine) => walkMachine(branch, { ...variables }, input, draw, visited, context.Execution.Input);
      const result: unknown[] = [];
      for (const branch of state.Branches ?? []) result.push(await inner(branch));
      return finish(state, variables, { ...states, result }, state.Next);
    }
    case 'Wait':
      checkSeconds(await evaluateAll(state.Seconds, variables, states));
      return finish(state, variables, { ...states, result: input }, state.Next);
    case 'Pass':
    case 'Succeed':
      return finish(state, variables, { ...states, result: input }, state.Next);
    default:
      throw new Error(`walk.ts knows no ${state.Type} state: teach it`);
  }
}

/** AWS takes whole seconds, up to 99999999. */
function checkSeconds(seconds: unknown): void {
  if (!Number.isInteger(seconds) || Number(seconds) < 0) throw new Error(`Seconds is ${JSON.stringify(seconds)}`);
}

async function task(state: State, variables: Variables, states: Fields, draw: Draw): Promise<Step> {
  const asked = (await evaluateAll(state.Arguments, variables, states)) as { FunctionName?: string; Payload?: Fields };
  const name = functionNamed(asked.FunctionName);
  const parsed = v.safeParse(payloads[name].input, asked.Payload);
  if (!parsed.success)
    throw new Error(`${name} does not take this: ${v.flatten(parsed.issues).root ?? JSON.stringify(v.flatten(parsed.issues).nested)}`);

  const isAwait = String(state.Resource).endsWith('.waitForTaskToken');
  await checkTimeout(state, variables, states, functions[name].timeoutSeconds, isAwait);
  const caught = state.Catch?.length && draw(fc.boolean()) ? state.Catch[draw(fc.nat(state.Catch.length - 1))] : undefined;
  if (caught) {
    const errorOutput = { Error: caught.ErrorEquals[0], Cause: '' };
    return finish(caught, variables, { ...states, errorOutput, result: errorOutput }, caught.Next);
  }
  const kind = (asked.Payload?.job as { kind?: JobKind } | undefined)?.kind;
  const result = isAwait ? draw(arbitrary(jobResults[kind as JobKind])) : { Payload: answer(name, draw), StatusCode: 200 };
  return finish(state, variables, { ...states, result }, state.Next);
}

/** A Start function answers with a result or with a job, never with both or neither; the schema cannot say so. */
function answer(name: keyof typeof payloads, draw: Draw): unknown {
  const value = draw(arbitrary(payloads[name].output)) as Record<string, unknown> | null;
  const kind = jobKinds[name];
  if (!value || !kind) return value;
  const isKnown = 'result' in value && draw(fc.boolean());
  const job = { ...(draw(arbitrary(jobSchema)) as Fields), kind, startedAt: new Date(entered - draw(ages)).toISOString() };
  if (!('result' in value)) return { ...value, job: value.job === null ? null : job };
  return isKnown ? { job: null, result: draw(arbitrary(jobResults[kind])) } : { job, result: null };
}

const jobKinds: Partial<Record<string, JobKind>> = {
  'start-image': 'image',
  'start-training': 'training',
  'start-verification': 'verification',
  deploy: 'deployment',
};
const jobSchema = payloads.check.input.entries.job;
/** Milliseconds up to 28 days, short ones as often as long ones. */
const ages = fc.double({ min: 0, max: Math.log(28 * 86_400_000), noNaN: true }).map((exponent) => Math.floor(Math.exp(exponent)));

/** Made once per schema: the larger ones take milliseconds. */
function arbitrary(schema: v.GenericSchema): fc.Arbitrary<unknown> {
  const made = arbitraries.get(schema) ?? outputs(schema);
  arbitraries.set(schema, made);
  return made;
}
const arbitraries = new Map<v.GenericSchema, fc.Arbitrary<unknown>>();

function functionNamed(substitution: unknown): keyof typeof payloads {
  const name = (Object.keys(payloads) as FunctionName[]).find((known) => substitution === `\${${functionSubstitution(known)}}`);
  if (!name) throw new Error(`no function of the contract is ${substitution}`);
  return name as keyof typeof payloads;
}

/** An await state's time-out is 4 % of the job's age, 60 s to 75 min, or 15 % and 10 min (a training: 15) at least where events arrive; every other task outlives its function's own time-out. */
async function checkTimeout(state: State, variables: Variables, states: Fields, own: number, isAwait: boolean): Promise<void> {
  const seconds = await evaluateAll(state.TimeoutSeconds, variables, states);
  if (typeof seconds !== 'number' || !Number.isInteger(seconds)) throw new Error(`TimeoutSeconds is ${JSON.stringify(seconds)}`);
  if (!isAwait) {
    if (seconds <= own) throw new Error(`TimeoutSeconds ${seconds} is not longer than the function's ${own}`);
    return;
  }
  const asked = (await evaluateAll(state.Arguments, variables, states)) as {
    Payload: { job: { kind: JobKind; startedAt: string }; heard: boolean };
  };
  const { job, heard } = asked.Payload;
  const age = (entered - Date.parse(job.startedAt)) / 1000;
  const expected = Math.max(heard ? (job.kind === 'training' ? 900 : 600) : 60, Math.min(4500, Math.floor((heard ? 0.15 : 0.04) * age)));
  if (Math.abs(seconds - expected) > 1) throw new Error(`TimeoutSeconds is ${seconds} for a job of ${age} s, expected ${expected}`);
}

async function choice(state: State, variables: Variables, states: Fields): Promise<Step> {
  for (const rule of state.Choices ?? []) {
    const holds = await evaluateAll(rule.Condition, variables, states);
    if (typeof holds !== 'boolean') throw new Error(`Condition ${rule.Condition} is ${JSON.stringify(holds)}, not true or false`);
    if (holds) return finish(rule, variables, { ...states, result: states.input }, rule.Next);
  }
  if (!state.Default) throw new Error('no rule holds and there is no Default');
  return finish(state, variables, { ...states, result: states.input }, state.Default);
}

/** Assign and Output see the variables of the state's entry, not each other's. */
async function finish(fields: Fields, variables: Variables, states: Fields, next: string | undefined): Promise<Step> {
  const assigned = (await evaluateAll(fields.Assign ?? {}, variables, states)) as Variables;
  const output = 'Output' in fields ? await evaluateAll(fields.Output, variables, states) : states.result;
  Object.assign(variables, assigned);
  return { next, output };
}

async function evaluateAll(value: unknown, variables: Variables, states: Fields): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map((item) => evaluateAll(item, variables, states)));
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).map(async ([key, item]) => [key, await evaluateAll(item, variables, states)] as const);
    return Object.fromEntries(await Promise.all(entries));
  }
  const source = typeof value === 'string' ? /^\{%([\s\S]*)%\}$/.exec(value)?.[1] : undefined;
  if (source === undefined) return value;
  const expression = compiled(source);
  for (const name of expression.names)
    if (!(name in variables) && name !== 'states') throw new Error(`$${name} in ${value} is assigned nowhere before`);
  const result: unknown = await expression.evaluate(undefined, { ...variables, states });
  if (result === undefined) throw new Error(`${value} gives nothing`);
  return JSON.parse(JSON.stringify(result));
}

interface Compiled {
  readonly names: readonly string[];
  evaluate(input: unknown, bindings: Fields): Promise<unknown>;
}

const cache = new Map<string, Compiled>();

function compiled(source: string): Compiled {
  let found = cache.get(source);
  if (!found) {
    const expression = jsonata(source);
    const names = new Set<string>();
    collect(expression.ast(), names, false);
    found = { names: [...names], evaluate: (input, bindings) => expression.evaluate(input, bindings) };
    cache.set(source, found);
  }
  return found;
}

/** Names of the variables that an expression reads; functions that it calls are jsonata's own. */
function collect(node: unknown, names: Set<string>, isProcedure: boolean): void {
  if (node === null || typeof node !== 'object') return;
  const { type, value } = node as { type?: string; value?: unknown };
  if (type === 'variable' && !isProcedure && typeof value === 'string' && value !== '') names.add(value);
  for (const [key, child] of Object.entries(node)) collect(child, names, key === 'procedure');
}

function contextObject(state: State, input: unknown): States['context'] {
  const arn = 'arn:aws:states:us-east-1:000000000000:execution:trainyard-pipeline:run-1';
  const isWaiting = String(state.Resource).endsWith('.waitForTaskToken');
  return {
    Execution: { Id: arn, Name: 'run-1', StartTime: new Date(entered).toISOString(), Input: input, RedriveCount: 0 },
    State: { Name: 'state', EnteredTime: new Date(entered).toISOString() },
    ...(isWaiting && { Task: { Token: 'token' } }),
  };
}
