import { AwsError } from '../errors.ts';
import { list, text } from '../input.ts';
import { operation } from '../operation.ts';
import { remove } from './delete-parameter.ts';

/** Removes up to ten parameters; unknown names are listed, not an error. */
export const deleteParameters = operation({
  name: 'DeleteParameters',
  input: { Names: list(text(), { required: true, min: 1, max: 10 }) },
  run: ({ Names }, { world }) => {
    const deleted: string[] = [];
    const invalid: string[] = [];
    for (const name of new Set(Names)) {
      try {
        remove(world, name);
        deleted.push(name);
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        invalid.push(name);
      }
    }
    return { DeletedParameters: deleted, InvalidParameters: invalid };
  },
});
