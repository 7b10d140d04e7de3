import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { mappings, mappingView, needMapping } from './event-source-mappings.ts';
import { changedMapping, checkMapping, mappingMembers } from './mapping-input.ts';
import { pollQueue } from './poll-queue.ts';
import { readFunctionName } from './records.ts';

export const updateEventSourceMapping = operation({
  name: 'UpdateEventSourceMapping',
  input: { UUID: text(required), FunctionName: text(), ...mappingMembers },
  run: ({ UUID, FunctionName, ...given }, { world }) => {
    const before = needMapping(world, UUID);
    const reference = FunctionName === undefined ? before.reference : readFunctionName(FunctionName);
    const mapping = { ...changedMapping(before, given, new Date(world.clock.now())), reference };
    checkMapping(world, mapping);
    mappings(world).set(UUID, mapping);
    pollQueue(world, mapping);
    return mappingView(world, mapping, 'Updating');
  },
});
