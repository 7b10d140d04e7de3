import { number, text } from '../input.ts';
import { operation } from '../operation.ts';
import { mappings, mappingView } from './event-source-mappings.ts';
import { page } from './page.ts';
import { readFunctionName } from './records.ts';

export const listEventSourceMappings = operation({
  name: 'ListEventSourceMappings',
  input: { EventSourceArn: text(), FunctionName: text(), MaxItems: number({ integer: true, min: 1, max: 10_000 }), Marker: text() },
  run: (input, { world }) => {
    const { EventSourceArn, FunctionName } = input;
    const name = FunctionName === undefined ? undefined : readFunctionName(FunctionName).name;
    const found = mappings(world)
      .values()
      .filter((one) => (EventSourceArn ?? one.queueArn) === one.queueArn && (name ?? one.reference.name) === one.reference.name);
    const { items, next } = page(input, { of: 'ListEventSourceMappings', items: found, place: ({ uuid }) => [uuid] });
    return { EventSourceMappings: items.map((mapping) => mappingView(world, mapping)), ...next };
  },
});
