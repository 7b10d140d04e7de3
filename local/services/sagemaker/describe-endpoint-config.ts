import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { findConfig } from './hosting/configs.ts';

/** The configuration as it was asked for. */
export const describeEndpointConfig = operation({
  name: 'DescribeEndpointConfig',
  input: { EndpointConfigName: text({ ...required, max: 63 }) },
  run: (input, { world }) => findConfig(world, input.EndpointConfigName),
});
