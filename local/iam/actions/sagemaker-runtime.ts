import type { ActionTable } from '../action-table.ts';

/** Invoking an endpoint is allowed per endpoint. */
export const actions: ActionTable = {
  InvokeEndpoint: [
    {
      action: 'sagemaker:InvokeEndpoint',
      resource: (input, world) =>
        `arn:${world.partition}:sagemaker:${world.region}:${world.account}:endpoint/${String(input.EndpointName).toLowerCase()}`,
    },
  ],
};
