import type { World } from '../../world.ts';
import { text } from '../input.ts';
import { operation } from '../operation.ts';
import { changed, parameterTable, plainName, recordOf } from './parameters.ts';

/** Removes a parameter with its history. */
export const deleteParameter = operation({
  name: 'DeleteParameter',
  input: { Name: text({ required: true, min: 1 }) },
  run: ({ Name }, { world }) => {
    remove(world, Name);
    return {};
  },
});

/** @throws ParameterNotFound */
export function remove(world: World, reference: string): void {
  const record = recordOf(world, plainName(reference).name);
  parameterTable(world).delete(record.name);
  changed(world, record, 'Delete');
}
