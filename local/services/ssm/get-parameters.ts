import { AwsError } from '../errors.ts';
import { flag, list, text } from '../input.ts';
import { operation } from '../operation.ts';
import { readParameter } from './parameters.ts';

/** Up to ten parameters; unknown names are listed, not an error. */
export const getParameters = operation({
  name: 'GetParameters',
  input: { Names: list(text(), { required: true, min: 1, max: 10 }), WithDecryption: flag() },
  run: ({ Names, WithDecryption = false }, { world }) => {
    const parameters: Record<string, unknown>[] = [];
    const invalid: string[] = [];
    for (const name of new Set(Names)) {
      try {
        parameters.push(readParameter(world, name, WithDecryption));
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        invalid.push(name);
      }
    }
    return { Parameters: parameters, InvalidParameters: invalid };
  },
});
