import { ifThere, resourceType, unlessThere } from '../resource-type.ts';

/** AWS::SageMaker::ModelPackageGroup */
export const sagemakerModelPackageGroup = resourceType({
  type: 'AWS::SageMaker::ModelPackageGroup',
  properties: { ModelPackageGroupName: true, ModelPackageGroupDescription: true },
  replacing: ['ModelPackageGroupName', 'ModelPackageGroupDescription'],
  async create({ ModelPackageGroupName, ModelPackageGroupDescription }, context) {
    // SageMaker answers an existing name with this code and `Model Package Group already exists`.
    await unlessThere(context, 'ValidationException', () =>
      context.call('sagemaker', 'CreateModelPackageGroup', { ModelPackageGroupName, ModelPackageGroupDescription }),
    );
    const { partition, region, account } = context.world;
    const ModelPackageGroupArn = `arn:${partition}:sagemaker:${region}:${account}:model-package-group/${ModelPackageGroupName}`;
    return { id: ModelPackageGroupArn, attributes: { ModelPackageGroupArn, ModelPackageGroupStatus: 'Completed' } };
  },
  delete: (_made, context, { ModelPackageGroupName }) =>
    ifThere('ValidationException', () => context.call('sagemaker', 'DeleteModelPackageGroup', { ModelPackageGroupName })),
});
