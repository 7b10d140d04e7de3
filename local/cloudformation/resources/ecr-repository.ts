import { ifThere, type Properties, type ResourceContext, resourceType, unlessThere } from '../resource-type.ts';

/** AWS::ECR::Repository */
export const ecrRepository = resourceType({
  type: 'AWS::ECR::Repository',
  properties: {
    RepositoryName: true,
    ImageTagMutability: true,
    ImageScanningConfiguration: { ScanOnPush: true },
    LifecyclePolicy: { LifecyclePolicyText: true },
    EmptyOnDelete: true,
  },
  replacing: ['RepositoryName'],
  async create(properties, context) {
    const repositoryName: string = properties.RepositoryName ?? context.name(256).toLowerCase();
    const { partition, region, account } = context.world;
    const imageTagMutability = properties.ImageTagMutability;
    const input = { repositoryName, imageTagMutability, imageScanningConfiguration: scanning(properties) };
    const there = await unlessThere(context, 'RepositoryAlreadyExistsException', () => context.call('ecr', 'CreateRepository', input));
    await configure(repositoryName, properties, context, there ? {} : undefined);
    const domain = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
    const RepositoryUri: string = there?.repository?.repositoryUri ?? `${account}.dkr.ecr.${region}.${domain}/${repositoryName}`;
    return {
      id: repositoryName,
      attributes: { Arn: `arn:${partition}:ecr:${region}:${account}:repository/${repositoryName}`, RepositoryUri },
    };
  },
  async update(properties, made, context, before) {
    await configure(made.id, properties, context, before);
    return made;
  },
  delete: (made, context, { EmptyOnDelete }) =>
    ifThere('RepositoryNotFoundException', () =>
      context.call('ecr', 'DeleteRepository', { repositoryName: made.id, force: EmptyOnDelete === true || EmptyOnDelete === 'true' }),
    ),
});

/** Puts what is not yet as wanted. `before`: {} for a new repository, undefined where nothing is known of what is there. */
async function configure(repositoryName: string, properties: Properties, context: ResourceContext, before?: Properties): Promise<void> {
  const text: string | undefined = properties.LifecyclePolicy?.LifecyclePolicyText;
  const textBefore: string | undefined = before?.LifecyclePolicy?.LifecyclePolicyText;
  if (text && text !== textBefore) await context.call('ecr', 'PutLifecyclePolicy', { repositoryName, lifecyclePolicyText: text });
  if (!text && textBefore) await context.call('ecr', 'DeleteLifecyclePolicy', { repositoryName });
  // CreateRepository has just set the other two.
  if (before && Object.keys(before).length === 0) return;
  const imageTagMutability = properties.ImageTagMutability ?? 'MUTABLE';
  if (imageTagMutability !== (before?.ImageTagMutability ?? (before && 'MUTABLE'))) {
    await context.call('ecr', 'PutImageTagMutability', { repositoryName, imageTagMutability });
  }
  const imageScanningConfiguration = scanning(properties);
  if (JSON.stringify(imageScanningConfiguration) !== JSON.stringify(before && scanning(before))) {
    await context.call('ecr', 'PutImageScanningConfiguration', { repositoryName, imageScanningConfiguration });
  }
}

const scanning = ({ ImageScanningConfiguration }: Properties) => ({ scanOnPush: ImageScanningConfiguration?.ScanOnPush === true });
