import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { mappingView, needMapping } from './event-source-mappings.ts';

export const getEventSourceMapping = operation({
  name: 'GetEventSourceMapping',
  input: { UUID: text(required) },
  run: ({ UUID }, { world }) => mappingView(world, needMapping(world, UUID)),
});
