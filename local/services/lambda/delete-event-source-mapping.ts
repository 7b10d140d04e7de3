import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { mappings, mappingView, needMapping } from './event-source-mappings.ts';
import { stopPolling } from './poll-queue.ts';

/** A batch that runs already runs to its end. */
export const deleteEventSourceMapping = operation({
  name: 'DeleteEventSourceMapping',
  input: { UUID: text(required) },
  run: ({ UUID }, { world }) => {
    const mapping = needMapping(world, UUID);
    mappings(world).delete(UUID);
    stopPolling(world, UUID);
    return mappingView(world, mapping, 'Deleting');
  },
});
