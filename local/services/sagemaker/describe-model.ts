import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { findModel } from './hosting/models.ts';

/** The model as it was asked for. */
export const describeModel = operation({
  name: 'DescribeModel',
  input: { ModelName: text({ ...required, max: 63 }) },
  run: (input, { world }) => findModel(world, input.ModelName),
});
