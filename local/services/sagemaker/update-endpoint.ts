import { validationException } from '../errors.ts';
import { any, flag, list, required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { now } from './common/arns.ts';
import { entityName } from './common/members.ts';
import { findConfig } from './hosting/configs.ts';
import { beginUpdate } from './hosting/deploy.ts';
import { changeEndpoint, findEndpoint, refuseInProgress } from './hosting/endpoints.ts';

/** Deployment guardrails need CloudWatch alarms and several instances: here every update is all at once, which is SageMaker's default. */
export const updateEndpoint = operation({
  name: 'UpdateEndpoint',
  input: {
    EndpointName: text({ ...required, ...entityName }),
    EndpointConfigName: text({ ...required, max: 63 }),
    RetainAllVariantProperties: flag(),
    ExcludeRetainedVariantProperties: list(any(), { max: 3 }),
    DeploymentConfig: any(),
    RetainDeploymentConfig: flag(),
  },
  run: (input, { world }) => {
    const endpoint = findEndpoint(world, input.EndpointName);
    refuseInProgress(endpoint);
    if (endpoint.EndpointStatus === 'Failed') {
      throw validationException(`Cannot update endpoint "${endpoint.EndpointArn}" in status Failed. Delete it and create it again.`);
    }
    // SageMaker reads the old configuration too: an endpoint whose configuration was deleted cannot be updated any more.
    findConfig(world, endpoint.EndpointConfigName);
    findConfig(world, input.EndpointConfigName);
    changeEndpoint(world, input.EndpointName, {
      EndpointStatus: 'Updating',
      FailureReason: undefined,
      PendingDeploymentSummary: { EndpointConfigName: input.EndpointConfigName, StartTime: now(world) },
      ...(input.DeploymentConfig ? { LastDeploymentConfig: input.DeploymentConfig } : {}),
    });
    beginUpdate(world, input.EndpointName, input.EndpointConfigName);
    return { EndpointArn: endpoint.EndpointArn };
  },
});
