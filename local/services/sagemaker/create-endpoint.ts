import { validationException } from '../errors.ts';
import { any, required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { now, sagemakerArn } from './common/arns.ts';
import { entityName, tags } from './common/members.ts';
import { putTags } from './common/tags.ts';
import { findConfig } from './hosting/configs.ts';
import { beginCreate } from './hosting/deploy.ts';
import { type EndpointRecord, emitEndpointChange, endpointsOf } from './hosting/endpoints.ts';

/** Starts serving a configuration; the answer comes before the containers do. */
export const createEndpoint = operation({
  name: 'CreateEndpoint',
  input: {
    EndpointName: text({ ...required, ...entityName }),
    EndpointConfigName: text({ ...required, max: 63 }),
    DeploymentConfig: any(),
    Tags: tags,
  },
  run: (input, { world }) => {
    const arn = sagemakerArn(world, 'endpoint', input.EndpointName);
    if (endpointsOf(world).get(input.EndpointName)) throw validationException(`Cannot create already existing endpoint "${arn}".`);
    findConfig(world, input.EndpointConfigName);
    const time = now(world);
    const record: EndpointRecord = {
      EndpointName: input.EndpointName,
      EndpointArn: arn,
      EndpointConfigName: input.EndpointConfigName,
      EndpointStatus: 'Creating',
      ...(input.DeploymentConfig ? { LastDeploymentConfig: input.DeploymentConfig } : {}),
      CreationTime: time,
      LastModifiedTime: time,
    };
    endpointsOf(world).set(input.EndpointName, record);
    putTags(world, arn, input.Tags);
    emitEndpointChange(world, record, 'CREATING');
    beginCreate(world, input.EndpointName);
    return { EndpointArn: arn };
  },
});
