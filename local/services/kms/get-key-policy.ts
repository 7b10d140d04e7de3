import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { needKey } from './keys.ts';

export const getKeyPolicy = operation({
  name: 'GetKeyPolicy',
  input: { KeyId: text(required), PolicyName: text() },
  run: ({ KeyId }, { world }) => ({ Policy: needKey(world, KeyId).policy, PolicyName: 'default' }),
});
