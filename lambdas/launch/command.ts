import type * as v from 'valibot';
import { launchMessages } from '../contract/launch.ts';
import type { Running } from '../contract/model-state.ts';
import { drive } from '../shared/model-state/drive.ts';
import { readState } from '../shared/model-state/store.ts';
import { accepted, findModel, type LaunchDependencies } from './dependencies.ts';
import { Refusal, shaped } from './refusal.ts';

/** Somebody wants the run of a model stopped, or its lock opened after recovery gave up. */
export type Command = { readonly kind: 'command' } & v.InferOutput<typeof launchMessages.command>;

export const isCommand = (body: object): boolean => 'action' in body;

export const readCommand = (body: object): Command => ({ kind: 'command', ...shaped(launchMessages.command, body, 'A command') });

/** Does it where there is something to do; a run that has ended, or is being cleaned up, cannot be cancelled any more. */
export async function take({ model, action, by }: Command, dependencies: LaunchDependencies): Promise<void> {
  const who = by ?? 'a message to the launch topic';
  // A model that was destroyed may still have a lock to open: so its name is looked up only when there is nothing to do.
  const { running } = /^[a-z0-9-]+$/.test(model) ? await readState(dependencies.artifacts, model) : { running: null };
  if (!running || !phases[action].includes(running.phase)) {
    await findModel(model, dependencies);
    const holder = running ? `${running.execution.name} is ${running.phase}` : 'no run holds its lock';
    throw new Refusal('nothing-to-do', `There is nothing to ${action} for ${model}: ${holder}. Asked by ${who}.`);
  }
  await drive(model, action === 'cancel' ? { type: 'cancelled', reason: `Cancelled by ${who}.` } : { type: 'unlocked' }, dependencies);
  accepted(dependencies, 'command', { model, action, by: who, execution: running.execution.name });
}

const phases: Readonly<Record<Command['action'], readonly Running['phase'][]>> = { cancel: ['starting', 'running'], unlock: ['stuck'] };
