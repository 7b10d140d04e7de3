import type * as v from 'valibot';
import { launchMessages } from '../contract/launch.ts';
import { hashOf } from '../shared/hash.ts';
import { drive } from '../shared/model-state/drive.ts';
import { reactions } from '../shared/settings/reactions.ts';
import { accepted, findModel, type LaunchDependencies } from './dependencies.ts';
import { moment, shaped } from './refusal.ts';

/** A run that a person or a schedule asks for: what `Start execution` accepts, and when it was asked for. */
export interface Asked {
  readonly kind: 'wish';
  readonly id: string;
  readonly at: string;
  readonly input: Omit<v.InferOutput<typeof launchMessages.wish>, 'id' | 'at'>;
}

/** Takes the message's own id and time where the wish has none. */
export function readWish(body: object, message: { readonly id: string; readonly at: string }): Asked {
  const { id = message.id, at = message.at, ...input } = shaped(launchMessages.wish, body, 'A wish for a run');
  return { kind: 'wish', id, at: moment(at), input };
}

/** Launches it; `{}` is the only model. What its options and its release are worth, Prepare says. */
export async function launchWish({ id, at, input: wanted }: Asked, dependencies: LaunchDependencies): Promise<void> {
  const { installation } = dependencies;
  const found = await findModel(wanted.model, dependencies);
  const { model } = found;
  const trigger = wanted.trigger ?? 'a message to the launch topic';
  const launch = { id: hashOf([model, id]).slice(0, 16), at, trigger, head: null, input: { ...wanted, model, trigger } };
  await drive(model, { type: 'launched', launch, ...reactions(installation, found, wanted.options) }, dependencies);
  accepted(dependencies, 'wish', { model, launch: launch.id });
}
