import { type LaunchDependencies, refused } from './dependencies.ts';
import { Refusal } from './refusal.ts';
import { modelOf, readStorageEvent, takeUploads } from './upload.ts';

/** What Lambda hands over of the queue of uploads, as far as it is read. */
export interface BatchEvent {
  readonly Records: readonly { readonly eventSource?: string; readonly messageId?: string; readonly body?: string }[];
}

/** Messages that come again, after the queue's visibility timeout. */
export interface BatchAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

export const isBatch = (event: object): event is BatchEvent =>
  'Records' in event && Array.isArray(event.Records) && event.Records[0]?.eventSource === 'aws:sqs';

/**
 * Notes a batch of uploads: one read and one write a model, however many came. What starts nothing is logged and counted, once for all of
 * the batch that are refused for the same reason; what AWS did not answer for is returned, so that it comes again.
 */
export async function launchBatch({ Records }: BatchEvent, dependencies: LaunchDependencies): Promise<BatchAnswer> {
  const models = new Map<string, { readonly ids: string[]; readonly times: string[] }>();
  const refusals = new Map<string, { readonly refusal: Refusal; count: number; readonly id: string }>();
  const refuse = (refusal: Refusal, count: number, id: string): void => {
    const key = `${refusal.reason} ${count > 1 ? refusal.message : ''}`;
    const known = refusals.get(key) ?? { refusal, count: 0, id };
    refusals.set(key, known);
    known.count += count;
  };
  for (const { messageId = '', body = '' } of Records) {
    try {
      const upload = readStorageEvent(parsed(body));
      const model = modelOf(upload, dependencies.dataBucket);
      const own = models.get(model) ?? { ids: [], times: [] };
      models.set(model, own);
      own.ids.push(messageId);
      own.times.push(upload.at);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refuse(error, 1, messageId);
    }
  }
  const failed: string[] = [];
  for (const [model, { ids, times }] of models) {
    try {
      await takeUploads(model, times, dependencies);
    } catch (error) {
      if (error instanceof Refusal) refuse(error, ids.length, ids[0] ?? '');
      else {
        dependencies.log.warn('uploads not noted: they come again', { model, uploads: ids.length, error });
        failed.push(...ids);
      }
    }
  }
  for (const { refusal, count, id } of refusals.values()) refused(dependencies, id, refusal, count);
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}

function parsed(body: string): object {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    throw new Refusal('not-json', `expected an event of S3, got ${JSON.stringify(body.slice(0, 60))}`);
  }
  throw new Refusal('unknown-shape', `expected an event of S3, got ${body.slice(0, 60)}`);
}
