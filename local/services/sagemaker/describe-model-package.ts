import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { findPackage } from './registry/records.ts';

/** A release with all that was registered of it. */
export const describeModelPackage = operation({
  name: 'DescribeModelPackage',
  input: { ModelPackageName: text({ ...required, min: 1, max: 176 }) },
  run: (input, { world }) => findPackage(world, input.ModelPackageName),
});
