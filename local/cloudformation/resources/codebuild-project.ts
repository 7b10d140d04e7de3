import { ifThere, type Properties, resourceType, unlessThere } from '../resource-type.ts';

/** AWS::CodeBuild::Project */
export const codebuildProject = resourceType({
  type: 'AWS::CodeBuild::Project',
  properties: {
    Name: true,
    Description: true,
    Artifacts: { Type: true },
    Cache: { Type: true, Location: true, Modes: true },
    EncryptionKey: true,
    Environment: {
      Type: true,
      Image: true,
      ComputeType: true,
      PrivilegedMode: true,
      ImagePullCredentialsType: true,
      EnvironmentVariables: { Name: true, Type: true, Value: true },
    },
    LogsConfig: { CloudWatchLogs: { Status: true, GroupName: true, StreamName: true } },
    ServiceRole: true,
    Source: { Type: true, Location: true, BuildSpec: true },
    TimeoutInMinutes: true,
    QueuedTimeoutInMinutes: true,
  },
  replacing: ['Name'],
  async create(properties, context) {
    const name: string = properties.Name ?? context.name(150);
    const input = { ...(lowerCased(properties) as object), name };
    const there = await unlessThere(context, 'ResourceAlreadyExistsException', () => context.call('codebuild', 'CreateProject', input));
    if (!there) await context.call('codebuild', 'UpdateProject', input);
    const { partition, region, account } = context.world;
    return { id: name, attributes: { Arn: `arn:${partition}:codebuild:${region}:${account}:project/${name}` } };
  },
  async update(properties, made, context) {
    await context.call('codebuild', 'UpdateProject', { ...(lowerCased(properties) as object), name: made.id });
    return made;
  },
  delete: (made, context) => ifThere('ResourceNotFoundException', () => context.call('codebuild', 'DeleteProject', { name: made.id })),
});

/** `TimeoutInMinutes` → `timeoutInMinutes`: the API writes the same names with a small first letter. */
function lowerCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowerCased);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value as Properties).map(([name, member]) => [apiName(name), lowerCased(member)]));
}

const apiName = (name: string) => (name === 'BuildSpec' ? 'buildspec' : `${name[0]?.toLowerCase()}${name.slice(1)}`);
