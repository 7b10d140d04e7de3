import { ListEndpointsCommand } from '@aws-sdk/client-sagemaker';
import type { Step } from './verification.ts';

/** The endpoint is in service under its own name, and answers the release's first sample. */
export const prediction: Step = {
  name: 'Prediction',
  run: async ({ account, model, trainyard }) => {
    const name = `${account.installation}-${model.name}`;
    const { Endpoints = [] } = await account.sagemaker.send(new ListEndpointsCommand({ NameContains: name }));
    const status = Endpoints.find(({ EndpointName }) => EndpointName === name)?.EndpointStatus;
    if (status !== 'InService') throw new Error(`Expected the endpoint ${name} InService; got ${status ?? 'none'}.`);
    return (await trainyard('invoke', model.name)).trim();
  },
};
