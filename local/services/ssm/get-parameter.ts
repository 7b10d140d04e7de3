import { flag, required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { readParameter } from './parameters.ts';

/** One parameter by name, ARN, or `name:version`. */
export const getParameter = operation({
  name: 'GetParameter',
  input: { Name: text(required), WithDecryption: flag() },
  run: ({ Name, WithDecryption = false }, { world }) => ({ Parameter: readParameter(world, Name, WithDecryption) }),
});
