import type { Launch } from '../../contract/launch.ts';
import type { ModelState, Running } from '../../contract/model-state.ts';
import type { MailKind } from '../../contract/settings.ts';
import { executionHash } from '../hash.ts';
import { refusedMail, stuckMail } from '../mail/launch-mails.ts';
import { accept } from './accept.ts';
import { cancel } from './cancel.ts';
import { isLaunched, isLost, type Look, ofSource, withLook } from './heads.ts';
import { withMail } from './outbox.ts';
import { isRecorded } from './runs.ts';
import { unlocked } from './unlock.ts';
import { dueUploads } from './uploads.ts';

/** A wish for a run, and the settings that say what becomes of it. */
export interface Wish {
  readonly launch: Launch;
  readonly mode: 'supersede' | 'cancel-running';
  readonly mails: readonly MailKind[];
}

export type StateEvent =
  /** Anything may have happened: what is to be done next? */
  | { readonly type: 'tick' }
  | ({ readonly type: 'launched' } & Wish)
  /** Has the data been quiet for long enough since it was uploaded? */
  | ({ readonly type: 'quiet'; readonly quietMinutes: number } & Omit<Wish, 'launch'>)
  | ({ readonly type: 'compared' } & Comparison & Omit<Wish, 'launch'>)
  /** Prepare of an execution asks for the lock. */
  | ({ readonly type: 'entered'; readonly execution: { readonly name: string; readonly arn: string } } & Wish)
  | { readonly type: 'started'; readonly token: number; readonly arn: string }
  | { readonly type: 'refused'; readonly token: number; readonly reason: string }
  | { readonly type: 'execution'; readonly token: number; readonly status: Status }
  | ({ readonly type: 'recovery'; readonly token: number; readonly attempt: number; readonly status: Status } & {
      readonly failed?: FailedRecovery;
    })
  /** The message that asked for it may be delivered again. */
  | { readonly type: 'cancelled'; readonly id: string; readonly reason: string }
  | { readonly type: 'unlocked' };

/** A recovery that ended: where to look, and its error and cause in words. */
export interface FailedRecovery {
  readonly arn: string;
  readonly why: string;
}

/** The heads that branches had at the time `at`, each with the launch it gets if its push was never accepted, or never came to a run. */
export interface Comparison extends Look {
  /** Branch → commit; null where there is no such branch. */
  readonly found: Readonly<Record<string, string | null>>;
  readonly launches: readonly Launch[];
  /** False when a branch is to be looked at again by the next sweep: its head may be old, or nobody answered. */
  readonly isComplete: boolean;
}

/** What DescribeExecution said. */
export type Status = 'running' | 'ended' | 'missing';

/** What the caller has to do next; its result comes back as an event. */
export type Command =
  | { readonly type: 'start'; readonly token: number; readonly name: string; readonly input: Launch['input'] }
  | { readonly type: 'describe'; readonly token: number; readonly arn: string }
  | { readonly type: 'stop'; readonly arn: string; readonly error: string; readonly cause: string }
  | { readonly type: 'recover'; readonly token: number; readonly name: string; readonly arn: string }
  | { readonly type: 'describe-recovery'; readonly token: number; readonly name: string; readonly attempt: number }
  /** Nothing runs any more until a person unlocks. */
  | { readonly type: 'alarm' };

export interface Reduction {
  readonly state: ModelState;
  readonly commands: readonly Command[];
}

export interface Context {
  readonly model: string;
  /** ISO 8601. */
  readonly now: string;
}

export const recoveriesAtMost = 3;
// Since a recovery began; twice and three times as long after the second and the third.
export const pauseMs = 2 * 60_000;
// StartExecution was answered, DescribeExecution knows nothing: eventual consistency takes seconds, never this long.
const missingMs = 10 * 60_000;

/**
 * The protocol of the model's lock: every push runs or is reported superseded, one execution at a time changes the model, and one that ends
 * without a recorded outcome is recovered before the next begins. Pure and idempotent: events only hasten what `tick` finds anyway.
 */
export function reduce(state: ModelState, event: StateEvent, context: Context): Reduction {
  switch (event.type) {
    case 'tick':
      return next(state, context);
    case 'launched':
      return next(accept(state, event, context), context);
    case 'quiet': {
      const launch = dueUploads(state, context.model, context.now, event.quietMinutes);
      return next(launch ? accept({ ...state, uploads: null, uploadsLaunched: launch.at }, { ...event, launch }, context) : state, context);
    }
    case 'compared':
      return next(compared(state, event, context), context);
    case 'entered':
      return { state: enter(state, event, context), commands: [] };
    case 'cancelled':
      return next(cancel(state, event.id, event.reason), context);
    case 'unlocked':
      return next(state.running?.phase === 'stuck' ? unlocked(state, state.running) : state, context);
    default: {
      const { running } = state;
      // What was said of a former holder of the lock is of no interest.
      if (running?.token !== event.token) return { state, commands: [] };
      return answered(state, running, event, context);
    }
  }
}

function compared(before: ModelState, event: Extract<StateEvent, { type: 'compared' }>, context: Context): ModelState {
  const state = ofSource(before, event.source);
  const take = (all: ModelState, launch: Launch): ModelState => {
    if (!launch.head || !isLaunched(all, launch.head, event)) return all;
    // Known already, and never run: the same commit is to be accepted once more.
    const { [launch.head.ref]: _, ...heads } = all.heads;
    return accept(isLost(all, launch.head, event) ? all : { ...all, heads }, { ...event, launch }, context);
  };
  const taken = withLook(event.launches.reduce(take, state), event, event.found);
  return event.isComplete ? { ...taken, comparedAt: event.at } : taken;
}

type Answered = Extract<StateEvent, { type: 'started' | 'refused' | 'execution' | 'recovery' }>;

function answered(state: ModelState, running: Running, event: Answered, context: Context): Reduction {
  switch (event.type) {
    case 'started': {
      // Prepare was quicker, and somebody may have wanted it stopped before either.
      if (running.phase !== 'starting') return running.cancel ? next(state, context) : { state, commands: [] };
      const held = { ...running, phase: 'running' as const, since: context.now, execution: { ...running.execution, arn: event.arn } };
      // It may have ended before this was written, and the event of its end gone by; or somebody wants it stopped.
      return next({ ...state, running: held }, context);
    }
    case 'refused': {
      if (running.phase !== 'starting') return { state, commands: [] };
      const mail = refusedMail(context.model, running.launch, event.reason);
      return next(withMail({ ...state, running: null }, { id: `${running.execution.name}-refused`, outcome: 'failed', ...mail }), context);
    }
    case 'execution':
      return described(state, running, event.status, context);
    case 'recovery':
      return recovered(state, running, event, context);
  }
}

/**
 * Once the outcome is recorded the holder changes nothing more, though its execution may take a moment to end: the lock is free then.
 */
const isFree = (state: ModelState): boolean =>
  state.running === null || (state.running.phase !== 'starting' && isRecorded(state, state.running.execution.arn));

/** What is to be done in this state, whatever brought it about. */
function next(before: ModelState, context: Context): Reduction {
  const state = isFree(before) && before.running ? { ...before, running: null } : before;
  const { running, pending } = state;
  if (running) return { state, commands: commandsFor(running, context) };
  const [launch, ...waiting] = pending;
  if (!launch) return { state, commands: [] };
  const token = state.seq + 1;
  const execution = { name: `${context.model}-${token}-${launch.id.slice(0, 8)}`, arn: null };
  const taken = { token, phase: 'starting' as const, since: context.now, execution, launch, cancel: null, recoveries: 0 };
  const held = { ...state, seq: token, running: taken, pending: waiting };
  return { state: held, commands: commandsFor(taken, context) };
}

function commandsFor(running: Running, { model }: Context): Command[] {
  const { token, execution, launch, cancel } = running;
  switch (running.phase) {
    case 'starting':
      return launch ? [{ type: 'start', token, name: execution.name, input: launch.input }] : [];
    case 'running': {
      const arn = execution.arn ?? '';
      const stop: Command[] = cancel ? [{ type: 'stop', arn, error: stopErrors[cancel.kind], cause: cancel.reason }] : [];
      return [...stop, { type: 'describe', token, arn }];
    }
    case 'recovering':
      return [{ type: 'describe-recovery', token, name: recoveryName(model, running), attempt: running.recoveries }];
    case 'stuck':
      return [];
  }
}

const stopErrors = { aborted: 'Cancelled', superseded: 'Superseded' } as const;

function described(state: ModelState, running: Running, status: Status, context: Context): Reduction {
  if (running.phase !== 'running' || status === 'running') return { state, commands: [] };
  if (status === 'missing' && Date.parse(context.now) - Date.parse(running.since) < missingMs) return { state, commands: [] };
  return isFree(state) ? next(state, context) : recover(state, running, context);
}

function recover(state: ModelState, running: Running, context: Context): Reduction {
  const recovering = { ...running, phase: 'recovering' as const, since: context.now, recoveries: running.recoveries + 1 };
  return { state: { ...state, running: recovering }, commands: [recoverCommand(recovering, context)] };
}

function recoverCommand(running: Running, { model }: Context): Command {
  return { type: 'recover', token: running.token, name: recoveryName(model, running), arn: running.execution.arn ?? '' };
}

/** With the execution's hash: tokens begin again at 1 when a model's state is removed, names of executions are taken for 90 days. */
const recoveryName = (model: string, { token, execution, recoveries }: Running): string =>
  `${model}-${token}-${executionHash(execution.arn ?? execution.name).slice(0, 8)}-recovery-${recoveries}`;

function recovered(
  state: ModelState,
  running: Running,
  { attempt, status, failed }: Extract<StateEvent, { type: 'recovery' }>,
  context: Context,
): Reduction {
  if (running.phase !== 'recovering' || running.recoveries !== attempt || status === 'running') return { state, commands: [] };
  if (status === 'missing') return { state, commands: [recoverCommand(running, context)] };
  if (isFree(state)) return next(state, context);
  // What failed for want of a service gets time: the sweeper comes back.
  if (Date.parse(context.now) - Date.parse(running.since) < pauseMs * attempt) return { state, commands: [] };
  if (attempt < recoveriesAtMost) return recover(state, running, context);
  const stuck = { ...running, phase: 'stuck' as const, since: context.now };
  const mail = stuckMail(context.model, running, recoveriesAtMost, failed);
  return {
    state: withMail({ ...state, running: stuck }, { id: `${running.execution.name}-stuck`, outcome: 'failed', ...mail }),
    commands: [{ type: 'alarm' }],
  };
}

/** The lock is this execution's already, or free, or else its wish waits like any other. */
function enter(state: ModelState, event: Extract<StateEvent, { type: 'entered' }>, context: Context): ModelState {
  const { running } = state;
  const execution = { name: event.execution.name, arn: event.execution.arn };
  if (running?.execution.name === execution.name) {
    if (running.phase !== 'starting') return state;
    return { ...state, running: { ...running, phase: 'running', since: context.now, execution } };
  }
  // A call that came late, a redrive, or a second call of Prepare whose wish waits already, or has run under a name of its own.
  if (isRecorded(state, execution.arn) || state.seen.includes(event.launch.id)) return state;
  // Whoever waits goes first.
  if (running && !(isFree(state) && state.pending.length === 0)) return accept(state, event, context);
  const token = state.seq + 1;
  const taken: Running = { token, phase: 'running', since: context.now, execution, launch: null, cancel: null, recoveries: 0 };
  return { ...state, seq: token, running: taken };
}
