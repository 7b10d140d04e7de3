import { type Properties, type ResourceContext, resourceType, unlessThere } from '../resource-type.ts';

/** AWS::CodeCommit::Repository. `Ref` gives the repository's id, which a rename keeps. */
export const codecommitRepository = resourceType({
  type: 'AWS::CodeCommit::Repository',
  properties: {
    RepositoryName: true,
    RepositoryDescription: true,
    Triggers: { Name: true, CustomData: true, Branches: true, DestinationArn: true, Events: true },
  },
  ignored: { Tags: 'nothing here reads tags', KmsKeyId: 'the repository is a folder of the user, who may encrypt the disk' },
  replacing: [],
  async create(properties, context) {
    const { RepositoryName: repositoryName, RepositoryDescription: repositoryDescription } = properties;
    const there = await unlessThere(context, 'RepositoryNameExistsException', () =>
      context.call('codecommit', 'CreateRepository', { repositoryName, repositoryDescription }),
    );
    await configure(properties, context, there ? { ...properties, Triggers: undefined } : {});
    const { repositoryMetadata } = there ?? (await context.call('codecommit', 'GetRepository', { repositoryName }));
    const { Arn, repositoryName: Name, cloneUrlHttp, cloneUrlSsh } = repositoryMetadata;
    return { id: repositoryMetadata.repositoryId, attributes: { Arn, Name, CloneUrlHttp: cloneUrlHttp, CloneUrlSsh: cloneUrlSsh } };
  },
  async update(properties, made, context, before) {
    const { RepositoryName: newName } = properties;
    const oldName: string = before.RepositoryName;
    if (newName !== oldName) await context.call('codecommit', 'UpdateRepositoryName', { oldName, newName });
    await configure(properties, context, before);
    if (newName === oldName) return made;
    const renamed = (value: string) => value.slice(0, -oldName.length) + newName;
    return { id: made.id, attributes: Object.fromEntries(Object.entries(made.attributes).map(([key, value]) => [key, renamed(value)])) };
  },
  delete: (_made, context, { RepositoryName: repositoryName }) => context.call('codecommit', 'DeleteRepository', { repositoryName }),
});

/** Puts what is not yet as wanted. */
async function configure(properties: Properties, context: ResourceContext, before: Properties): Promise<void> {
  const { RepositoryName: repositoryName, RepositoryDescription: repositoryDescription, Triggers } = properties;
  if (repositoryDescription !== before.RepositoryDescription) {
    await context.call('codecommit', 'UpdateRepositoryDescription', { repositoryName, repositoryDescription });
  }
  if (JSON.stringify(Triggers ?? []) === JSON.stringify(before.Triggers ?? [])) return;
  const triggers = (Triggers ?? []).map((trigger: Properties) => ({
    name: trigger.Name,
    destinationArn: trigger.DestinationArn,
    customData: trigger.CustomData,
    branches: trigger.Branches ?? [],
    events: trigger.Events,
  }));
  await context.call('codecommit', 'PutRepositoryTriggers', { repositoryName, triggers });
}
