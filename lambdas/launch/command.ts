import type * as v from 'valibot';
import { launchMessages } from '../contract/launch.ts';
import type { Running } from '../contract/model-state.ts';
import { drive } from '../shared/model-state/drive.ts';
import { readState } from '../shared/model-state/store.ts';
import { accepted, findModel, type LaunchDependencies } from './dependencies.ts';
import { Refusal, shaped } from './refusal.ts';

/** Somebody wants the run of a model stopped, or its lock opened after recovery gave up. */
export type Command = { readonly kind: 'command' } & Delivered & v.InferOutput<typeof launchMessages.command>;

interface Delivered {
  /** SNS's id of the message: the same however often it is delivered. */
  readonly id: string;
  /** When it was published, ISO 8601. */
  readonly at: string;
}

export const isCommand = (body: object): boolean => 'action' in body;

export const readCommand = (body: object, delivered: Delivered): Command => ({
  kind: 'command',
  ...delivered,
  ...shaped(launchMessages.command, body, 'A command'),
});

/** A lock says since when its run runs, not when it was taken, which StartExecution may come some time after; clocks differ by seconds. */
const isLateAfterMs = 60_000;

/** Does it where there is something to do; a run that has ended, or is being cleaned up, cannot be cancelled any more. */
export async function take({ id, at, model, action, by }: Command, dependencies: LaunchDependencies): Promise<void> {
  const who = by ?? 'a message to the launch topic';
  // A model that was destroyed may still have a lock to open: so its name is looked up only when there is nothing to do.
  const { running } = /^[a-z0-9-]+$/.test(model) ? await readState(dependencies.artifacts, model) : { running: null };
  if (!running || !phases[action].includes(running.phase)) {
    await findModel(model, dependencies);
    const holder = running ? `${running.execution.name} is ${running.phase}` : 'no run holds its lock';
    throw new Refusal('nothing-to-do', `There is nothing to ${action} for ${model}: ${holder}. Asked by ${who}.`);
  }
  if (Date.parse(running.since) - Date.parse(at) > isLateAfterMs)
    throw new Refusal(
      'nothing-to-do',
      `${who} asked at ${at} to ${action} a run of ${model} that is over: ${running.execution.name} began later.`,
    );
  await drive(model, action === 'cancel' ? { type: 'cancelled', id, reason: `Cancelled by ${who}.` } : { type: 'unlocked' }, dependencies);
  accepted(dependencies, 'command', { model, action, by: who, execution: running.execution.name });
}

const phases: Readonly<Record<Command['action'], readonly Running['phase'][]>> = { cancel: ['starting', 'running'], unlock: ['stuck'] };
