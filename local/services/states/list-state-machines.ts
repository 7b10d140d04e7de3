import { operation } from '../operation.ts';
import { page, pageInput } from './page.ts';
import { machines } from './records.ts';

/** All machines by name. */
export const listStateMachines = operation({
  name: 'ListStateMachines',
  input: pageInput,
  run: (input, { world }) => {
    const all = machines(world)
      .values()
      .map(({ stateMachineArn, name, type, creationDate }) => ({ stateMachineArn, name, type, creationDate }));
    const { items, nextToken } = page('ListStateMachines', input, { items: all, place: ({ name }) => [name] });
    return { stateMachines: items, nextToken };
  },
});
