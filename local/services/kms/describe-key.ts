import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { keyMetadata, needKey } from './keys.ts';

export const describeKey = operation({
  name: 'DescribeKey',
  input: { KeyId: text(required) },
  run: ({ KeyId }, { world }) => ({ KeyMetadata: keyMetadata(world, needKey(world, KeyId)) }),
});
