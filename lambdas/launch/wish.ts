import type * as v from 'valibot';
import { type Launch, launchMessages } from '../contract/launch.ts';
import { iso } from '../shared/clock.ts';
import { hashOf } from '../shared/hash.ts';
import { drive } from '../shared/model-state/drive.ts';
import { reactions } from '../shared/settings/reactions.ts';
import { branchPrefix } from '../shared/sources/filters.ts';
import { accepted, findModel, type LaunchDependencies } from './dependencies.ts';
import { moment, Refusal, shaped } from './refusal.ts';

/** A run that a person or a schedule asks for: what `Start execution` accepts, and when it was asked for. */
export interface Asked {
  readonly kind: 'wish';
  readonly id: string;
  readonly at: string;
  /** The push that is the reason, where it is told: of GitHub Actions. */
  readonly head: Launch['head'];
  readonly input: Omit<v.InferOutput<typeof launchMessages.wish>, 'id' | 'at' | 'head'>;
}

/** Of GitHub's events, which tell seconds since the epoch, or as every other moment. */
const pushedAt = (text: string): string => (/^\d{9,11}$/.test(text) ? iso(Number(text) * 1000) : moment(text));

const isCommitId = (text: string): boolean => /^[0-9a-f]{40}$/.test(text);

/** Takes the message's own id and time where the wish has none. */
export function readWish(body: object, message: { readonly id: string; readonly at: string }): Asked {
  const { id = message.id, at = message.at, head, ...input } = shaped(launchMessages.wish, body, 'A wish for a run');
  if (!head) return { kind: 'wish', id, at: moment(at), head: null, input };
  const { commit = '' } = input;
  if (!isCommitId(commit) || !head.ref.startsWith(branchPrefix))
    throw new Refusal(
      'unknown-shape',
      'A wish with a head is for a push: expected its commit (40 hex digits) and a ref such as refs/heads/main',
    );
  const before = head.before && isCommitId(head.before) ? head.before : null;
  return { kind: 'wish', id, at: pushedAt(head.at || at), head: { ref: head.ref, commit, before, way: 'message' }, input };
}

/** Launches it; `{}` is the only model. What its options and its release are worth, Prepare says. */
export async function launchWish({ id, at, head, input: wanted }: Asked, dependencies: LaunchDependencies): Promise<void> {
  const { installation } = dependencies;
  const found = await findModel(wanted.model, dependencies);
  const { model } = found;
  const trigger = wanted.trigger ?? 'a message to the launch topic';
  const push = wanted.push ?? (head ? { ref: head.ref, author: '', message: '' } : undefined);
  const input = { ...wanted, model, trigger, ...(push && { push }) };
  const launch: Launch = { id: hashOf([model, id]).slice(0, 16), at, trigger, head, input };
  await drive(model, { type: 'launched', launch, ...reactions(installation, found, wanted.options) }, dependencies);
  accepted(dependencies, 'wish', { model, launch: launch.id });
}
