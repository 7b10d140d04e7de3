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
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(({ stateMachineArn, name, type, creationDate }) => ({ stateMachineArn, name, type, creationDate }));
    const { items, nextToken } = page(all, input);
    return { stateMachines: items, nextToken };
  },
});
