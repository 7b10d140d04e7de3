import { number, text } from '../input.ts';
import { operation } from '../operation.ts';
import { mappings, mappingView } from './event-source-mappings.ts';
import { readFunctionName } from './records.ts';

export const listEventSourceMappings = operation({
  name: 'ListEventSourceMappings',
  input: { EventSourceArn: text(), FunctionName: text(), MaxItems: number({ integer: true, min: 1, max: 10_000 }), Marker: text() },
  run: ({ EventSourceArn, FunctionName }, { world }) => {
    const name = FunctionName === undefined ? undefined : readFunctionName(FunctionName).name;
    const found = mappings(world)
      .values()
      .filter((one) => (EventSourceArn ?? one.queueArn) === one.queueArn && (name ?? one.reference.name) === one.reference.name);
    return { EventSourceMappings: found.map((mapping) => mappingView(world, mapping)) };
  },
});
