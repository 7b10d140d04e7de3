import type { World } from '../../world.ts';
import { validationException } from '../errors.ts';
import { randomUuid } from '../ids.ts';
import { list, required, structure, text, time } from '../input.ts';
import { operation } from '../operation.ts';
import { deliver } from './deliver.ts';

const entry = structure({
  Time: time(),
  Source: text(),
  Resources: list(text()),
  DetailType: text(),
  Detail: text(),
  EventBusName: text(),
  TraceHeader: text(),
});

interface Entry {
  Time?: Date;
  Source?: string;
  Resources?: string[];
  DetailType?: string;
  Detail?: string;
  EventBusName?: string;
}

export const putEvents = operation({
  name: 'PutEvents',
  input: { Entries: list(entry, { ...required, min: 1, max: 10 }), EndpointId: text() },
  run: async ({ Entries }, { world }) => {
    if (Entries.reduce((sum, one) => sum + sizeOf(one), 0) > MAX_BYTES)
      throw validationException('Total size of the entries in the request is over the limit.');
    const results = await Promise.all(Entries.map((event) => put(world, event)));
    return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results };
  },
});

/** Of all entries of a request. */
const MAX_BYTES = 1024 * 1024;

/** EventBridge User Guide, "Calculating PutEvents event entry size": 14 bytes for a time, and the texts in UTF-8. */
function sizeOf({ Time, Source = '', DetailType = '', Detail = '', Resources = [] }: Entry): number {
  return (Time ? 14 : 0) + Buffer.byteLength([Source, DetailType, Detail, ...Resources].join(''));
}

/** A wrong entry does not keep the others back. What was taken is in the targets' hands when the call answers: a kill then loses nothing. */
async function put(world: World, { Time, Source, Resources = [], DetailType, Detail, EventBusName }: Entry) {
  if (!Source || !DetailType || !Detail) {
    const missing = !Source ? 'Source' : !DetailType ? 'DetailType' : 'Detail';
    return { ErrorCode: 'InvalidArgument', ErrorMessage: `Parameter ${missing} is not valid. Reason: ${missing} is a required argument.` };
  }
  if (Source.startsWith('aws.')) return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  const detail = readDetail(Detail);
  if (!detail) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  // An event for a bus that is not there is accepted and lost, on AWS too.
  if (EventBusName && EventBusName !== 'default' && !EventBusName.endsWith('/default')) return { EventId: randomUuid(world.random) };
  const { id, taken } = deliver(world, { source: Source, detailType: DetailType, detail, resources: Resources }, Time);
  await taken;
  return { EventId: id };
}

function readDetail(text: string): Record<string, unknown> | undefined {
  try {
    const detail: unknown = JSON.parse(text);
    return detail !== null && typeof detail === 'object' && !Array.isArray(detail) ? (detail as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
