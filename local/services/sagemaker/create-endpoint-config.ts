import { limits } from '../../../lambdas/contract/aws-limits.ts';
import { hostingInstanceTypes } from '../../../lambdas/contract/instance-types.ts';
import { validationException } from '../errors.ts';
import { any, flag, list, number, required, structure, text } from '../input.ts';
import { operation } from '../operation.ts';
import { now, sagemakerArn } from './common/arns.ts';
import { entityName, roleArn, tags, vpcConfig } from './common/members.ts';
import { putTags } from './common/tags.ts';
import { configsOf } from './hosting/configs.ts';
import { findModel } from './hosting/models.ts';

const timeout = number({ integer: true, min: limits.startupSeconds.atLeast, max: limits.startupSeconds.atMost });

const variant = structure({
  VariantName: text({ ...required, ...entityName }),
  ModelName: text({ ...required, max: 63 }),
  InitialInstanceCount: number({ integer: true, min: 1 }),
  InstanceType: text({ of: hostingInstanceTypes }),
  InitialVariantWeight: number({ min: 0 }),
  VolumeSizeInGB: number({ integer: true, min: 1, max: 512 }),
  ModelDataDownloadTimeoutInSeconds: timeout,
  ContainerStartupHealthCheckTimeoutInSeconds: timeout,
  ServerlessConfig: any(),
  EnableSSMAccess: flag(),
  RoutingConfig: any(),
});

/** What an endpoint is to serve. A configuration never changes: an update names another one. */
export const createEndpointConfig = operation({
  name: 'CreateEndpointConfig',
  input: {
    EndpointConfigName: text({ ...required, ...entityName }),
    ProductionVariants: list(variant, { ...required, min: 1, max: 10 }),
    DataCaptureConfig: any(),
    Tags: tags,
    KmsKeyId: text({ max: 2048 }),
    AsyncInferenceConfig: any(),
    ShadowProductionVariants: any(),
    ExecutionRoleArn: text({ ...roleArn }),
    VpcConfig: vpcConfig,
    EnableNetworkIsolation: flag(),
  },
  run: (input, { world }) => {
    const { Tags, ProductionVariants, ...rest } = input;
    const arn = sagemakerArn(world, 'endpoint-config', input.EndpointConfigName);
    if (configsOf(world).get(input.EndpointConfigName)) {
      throw validationException(`Cannot create already existing endpoint configuration "${arn}".`);
    }
    if (input.AsyncInferenceConfig || input.ShadowProductionVariants) {
      throw validationException('The local world serves real-time production variants: no asynchronous inference, no shadow variants.');
    }
    const variants = ProductionVariants.map((one) => {
      if (one.ServerlessConfig)
        throw validationException(`Variant ${one.VariantName}: the local world serves real-time variants, not serverless ones.`);
      if (!one.InstanceType || !one.InitialInstanceCount) {
        throw validationException(`Variant ${one.VariantName}: InstanceType and InitialInstanceCount (at least 1) are required.`);
      }
      findModel(world, one.ModelName);
      return { InitialVariantWeight: 1, ...one, InstanceType: one.InstanceType, InitialInstanceCount: one.InitialInstanceCount };
    });
    configsOf(world).set(input.EndpointConfigName, {
      ...rest,
      EndpointConfigArn: arn,
      ProductionVariants: variants,
      CreationTime: now(world),
    });
    putTags(world, arn, Tags);
    return { EndpointConfigArn: arn };
  },
});
