import type { World } from '../../../local/world.ts';
import type { Call, Invariant } from '../observation.ts';
import { missedMs, writtenState } from './facts.ts';
import { invariant } from './invariant.ts';

const minute = 60_000;
/**
 * The queue's window; five batches that fail, each of whose messages shows again after seven minutes; the quiet time and the minute beside
 * it; two sweeps.
 */
const launchedWithinMs = (1 + 5 * 7 + 6 + 10) * minute;

/**
 * Uploads that the queue has heard of start a run within a stated time of the last one, whatever becomes of their batches; and however often
 * and late they are told of, no run is started for uploads that one was started for before.
 */
export function uploadsAreOneRun(): Invariant {
  /** Model → the newest upload that is not launched yet (ISO 8601), and when the queue heard of it. */
  const waiting = new Map<string, { readonly at: string; readonly heard: number }>();
  const launched = new Map<string, string>();
  return invariant('uploads-are-one-run', ({ at, calls, world, missedSweeps, isAtRest }, { expect }) => {
    for (const call of calls) {
      const upload = told(call);
      if (upload && upload.at > (launched.get(upload.model) ?? '') && upload.at > (waiting.get(upload.model)?.at ?? ''))
        waiting.set(upload.model, { at: upload.at, heard: call.at });
      const written = writtenState(call);
      if (!written) continue;
      const { model, state } = written;
      const before = launched.get(model);
      const now = state.uploadsLaunched ?? '';
      // Noted again: the next quiet sweep would start a run for them.
      if (state.uploads)
        expect(
          state.uploads.since > now,
          () => `${model}: uploads since ${state.uploads?.since} are noted, and those up to ${now} had a run`,
        );
      if (now === '' || now === before) continue;
      expect(before === undefined || now > before, () => `${model}: a run for uploads up to ${now}, after one for those up to ${before}`);
      launched.set(model, now);
      if (now >= (waiting.get(model)?.at ?? '')) waiting.delete(model);
    }
    for (const [model, { at: newest, heard }] of waiting) {
      const isLate = at - heard > launchedWithinMs + missedMs(missedSweeps, heard);
      if (isLate || isAtRest)
        expect(
          isDead(world, model),
          () => `${model}: no run for the upload of ${newest}, ${Math.round((at - heard) / minute)} minutes after the queue had it`,
        );
    }
  });
}

/** An upload that came into the queue by this call. */
function told({ service, operation, input, error }: Call): { readonly model: string; readonly at: string } | undefined {
  if (service !== 'sqs' || operation !== 'SendMessage' || error || !String(input.QueueUrl).endsWith('-uploads')) return undefined;
  const { time, detail } = JSON.parse(String(input.MessageBody)) as { time: string; detail: { object: { key: string } } };
  return { model: detail.object.key.split('/')[0] ?? '', at: new Date(time).toISOString() };
}

/** Its batches failed five times: a person hears of it. */
const isDead = (world: World, model: string): boolean =>
  world.store
    .table<{ readonly queue: string; readonly body: string }>('sqs/messages')
    .values()
    .some(({ queue, body }) => queue === 'trainyard-dead-letters' && body.includes(`"key":"${model}/`));
