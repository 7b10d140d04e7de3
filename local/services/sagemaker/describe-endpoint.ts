import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { findEndpoint } from './hosting/endpoints.ts';

/** Status, configuration and images by digest: what a deployment is judged by. */
export const describeEndpoint = operation({
  name: 'DescribeEndpoint',
  input: { EndpointName: text({ ...required, max: 63 }) },
  run: (input, { world }) => findEndpoint(world, input.EndpointName),
});
