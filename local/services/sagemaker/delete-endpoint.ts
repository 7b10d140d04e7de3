import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { beginDelete } from './hosting/deploy.ts';
import { changeEndpoint, findEndpoint, refuseInProgress } from './hosting/endpoints.ts';

/** Ends the containers, then the endpoint; not while it changes. */
export const deleteEndpoint = operation({
  name: 'DeleteEndpoint',
  input: { EndpointName: text({ ...required, max: 63 }) },
  run: (input, { world }) => {
    const endpoint = findEndpoint(world, input.EndpointName);
    refuseInProgress(endpoint);
    changeEndpoint(world, endpoint.EndpointName, { EndpointStatus: 'Deleting' });
    beginDelete(world, endpoint.EndpointName);
    return {};
  },
});
