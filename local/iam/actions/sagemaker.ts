import type { World } from '../../world.ts';
import { type ActionTable, anyResource, passRole, type Requirement } from '../action-table.ts';

type Input = Record<string, unknown>;

/**
 * Which permissions SageMaker asks for (service authorization reference). Create calls with tags also need AddTags on the new resource;
 * UpdateEndpoint needs the endpoint and the configuration.
 */
export const actions: ActionTable = {
  CreateTrainingJob: [
    allow('CreateTrainingJob', 'training-job', 'TrainingJobName'),
    tagging('training-job', 'TrainingJobName'),
    passRole('sagemaker.amazonaws.com', (input) => input.RoleArn),
  ],
  DescribeTrainingJob: [allow('DescribeTrainingJob', 'training-job', 'TrainingJobName')],
  StopTrainingJob: [allow('StopTrainingJob', 'training-job', 'TrainingJobName')],
  ListTrainingJobs: [{ action: 'sagemaker:ListTrainingJobs', resource: anyResource }],

  CreateModel: [
    allow('CreateModel', 'model', 'ModelName'),
    tagging('model', 'ModelName'),
    passRole('sagemaker.amazonaws.com', (input) => input.ExecutionRoleArn),
  ],
  DescribeModel: [allow('DescribeModel', 'model', 'ModelName')],
  DeleteModel: [allow('DeleteModel', 'model', 'ModelName')],
  ListModels: [{ action: 'sagemaker:ListModels', resource: anyResource }],

  CreateEndpointConfig: [
    allow('CreateEndpointConfig', 'endpoint-config', 'EndpointConfigName'),
    tagging('endpoint-config', 'EndpointConfigName'),
  ],
  DescribeEndpointConfig: [allow('DescribeEndpointConfig', 'endpoint-config', 'EndpointConfigName')],
  DeleteEndpointConfig: [allow('DeleteEndpointConfig', 'endpoint-config', 'EndpointConfigName')],
  ListEndpointConfigs: [{ action: 'sagemaker:ListEndpointConfigs', resource: anyResource }],

  CreateEndpoint: [
    allow('CreateEndpoint', 'endpoint', 'EndpointName'),
    allow('CreateEndpoint', 'endpoint-config', 'EndpointConfigName'),
    tagging('endpoint', 'EndpointName'),
  ],
  UpdateEndpoint: [allow('UpdateEndpoint', 'endpoint', 'EndpointName'), allow('UpdateEndpoint', 'endpoint-config', 'EndpointConfigName')],
  DescribeEndpoint: [allow('DescribeEndpoint', 'endpoint', 'EndpointName')],
  DeleteEndpoint: [allow('DeleteEndpoint', 'endpoint', 'EndpointName')],
  ListEndpoints: [{ action: 'sagemaker:ListEndpoints', resource: anyResource }],

  CreateModelPackageGroup: [
    allow('CreateModelPackageGroup', 'model-package-group', 'ModelPackageGroupName'),
    tagging('model-package-group', 'ModelPackageGroupName'),
  ],
  DescribeModelPackageGroup: [allow('DescribeModelPackageGroup', 'model-package-group', 'ModelPackageGroupName')],
  DeleteModelPackageGroup: [allow('DeleteModelPackageGroup', 'model-package-group', 'ModelPackageGroupName')],
  CreateModelPackage: [
    { action: 'sagemaker:CreateModelPackage', resource: packagesOf },
    { action: 'sagemaker:AddTags', resource: packagesOf, when: hasTags },
  ],
  DescribeModelPackage: [allow('DescribeModelPackage', 'model-package', 'ModelPackageName')],
  UpdateModelPackage: [allow('UpdateModelPackage', 'model-package', 'ModelPackageArn')],
  DeleteModelPackage: [allow('DeleteModelPackage', 'model-package', 'ModelPackageName')],
  ListModelPackages: [
    { action: 'sagemaker:ListModelPackages', resource: (input, world) => (input.ModelPackageGroupName ? packagesOf(input, world) : '*') },
  ],

  AddTags: [{ action: 'sagemaker:AddTags', resource: (input) => input.ResourceArn }],
  ListTags: [{ action: 'sagemaker:ListTags', resource: (input) => input.ResourceArn }],
};

function allow(operation: string, kind: string, member: string): Requirement {
  return { action: `sagemaker:${operation}`, resource: (input: Input, world) => resourceArn(world, kind, String(input[member])) };
}

function tagging(kind: string, member: string): Requirement {
  return { action: 'sagemaker:AddTags', resource: (input: Input, world) => resourceArn(world, kind, String(input[member])), when: hasTags };
}

function hasTags(input: Input): boolean {
  return Array.isArray(input.Tags) && input.Tags.length > 0;
}

/** Names are lower case in SageMaker's ARNs; members that take an ARN as well give it as it is. */
function resourceArn(world: World, kind: string, nameOrArn: string): string {
  if (nameOrArn.startsWith('arn:')) return nameOrArn;
  return `arn:${world.partition}:sagemaker:${world.region}:${world.account}:${kind}/${nameOrArn.toLowerCase()}`;
}

/** The packages of a group are named `model-package/<group>/*` (SageMaker guide, "deploy a model version from a different account"). */
function packagesOf(input: Input, world: World): string {
  if (!input.ModelPackageGroupName) return resourceArn(world, 'model-package', String(input.ModelPackageName));
  const group = String(input.ModelPackageGroupName);
  return resourceArn(world, 'model-package', `${group.slice(group.lastIndexOf('/') + 1)}/*`);
}
