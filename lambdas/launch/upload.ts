import * as v from 'valibot';
import { modelName } from '../contract/settings.ts';
import { changeState, readState } from '../shared/model-state/store.ts';
import { noteUploads } from '../shared/model-state/uploads.ts';
import { sectionSettings } from '../shared/settings/merge.ts';
import { findModel, type LaunchDependencies } from './dependencies.ts';
import { moment, Refusal, shaped } from './refusal.ts';

const objectCreated = v.object({
  'detail-type': v.literal('Object Created'),
  time: v.string(),
  detail: v.object({ bucket: v.object({ name: v.string() }), object: v.object({ key: v.string() }) }),
});

/** An object that came into a bucket. */
export interface Upload {
  readonly kind: 'upload';
  readonly bucket: string;
  readonly key: string;
  readonly at: string;
}

export const isStorageEvent = (body: object): boolean => 'source' in body && body.source === 'aws.s3';

/**
 * S3's event as EventBridge has it; unlike in S3's own notifications its key is not URL-encoded.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 */
export function readStorageEvent(body: object): Upload {
  const { time, detail } = shaped(objectCreated, body, 'An event of S3');
  return { kind: 'upload', bucket: detail.bucket.name, key: detail.object.key, at: moment(time) };
}

/** @throws Refusal for an upload that is no model's */
export function modelOf({ bucket, key }: Upload, dataBucket: string): string {
  const [model = ''] = key.split('/');
  if (bucket !== dataBucket) throw new Refusal('data-filter', `expected an upload to ${dataBucket}, got one to ${bucket}`);
  if (!v.is(modelName, model))
    throw new Refusal('unknown-model', `expected a key that begins with a model's name, got "${key.slice(0, 200)}"`);
  return model;
}

/** Remembers that data came for a model, at these times. The sweeper launches once no more comes: ten thousand uploads are one run. */
export async function takeUploads(model: string, times: readonly string[], dependencies: LaunchDependencies, grainMs = 0): Promise<void> {
  const { artifacts, clock, installation } = dependencies;
  // What was told before ends here, at the price of one read.
  const state = await readState(artifacts, model);
  if (noteUploads(state, times, grainMs) === state) return;
  const { data } = sectionSettings(installation, await findModel(model, dependencies), 'triggers');
  if (!data) throw new Refusal('data-filter', `uploads start no run of ${model}: its triggers.data is false`);
  const { uploads } = await changeState(artifacts, clock, model, (current) => noteUploads(current, times, grainMs));
  dependencies.log.info('uploads noted', { model, uploads: times.length, last: uploads?.last });
}
