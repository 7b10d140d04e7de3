import { ifThere, type Properties, type ResourceContext, resourceType, unlessThere } from '../resource-type.ts';

/** AWS::Lambda::Function */
export const lambdaFunction = resourceType({
  type: 'AWS::Lambda::Function',
  properties: {
    FunctionName: true,
    Code: { S3Bucket: true, S3Key: true },
    Description: true,
    Runtime: true,
    Architectures: true,
    Handler: true,
    Role: true,
    Timeout: true,
    MemorySize: true,
    Environment: { Variables: true },
    LoggingConfig: { LogGroup: true },
    TracingConfig: { Mode: true },
    ReservedConcurrentExecutions: true,
  },
  replacing: ['FunctionName'],
  async create(properties, context) {
    const FunctionName: string = properties.FunctionName ?? context.name(64);
    const { Code, Architectures } = properties;
    const input = { ...configuration(properties, FunctionName), Architectures, Code: code(Code, context) };
    const there = await unlessThere(context, 'ResourceConflictException', () => context.call('lambda', 'CreateFunction', input));
    if (!there) await change(properties, FunctionName, context);
    await reserve(properties, FunctionName, context);
    const { partition, region, account } = context.world;
    return { id: FunctionName, attributes: { Arn: `arn:${partition}:lambda:${region}:${account}:function:${FunctionName}` } };
  },
  async update(properties, made, context, before) {
    await change(properties, made.id, context);
    await reserve(properties, made.id, context, before);
    return made;
  },
  delete: (made, context) =>
    ifThere('ResourceNotFoundException', () => context.call('lambda', 'DeleteFunction', { FunctionName: made.id })),
});

async function change(properties: Properties, FunctionName: string, context: ResourceContext): Promise<void> {
  const { Architectures } = properties;
  await context.call('lambda', 'UpdateFunctionCode', { FunctionName, Architectures, ...code(properties.Code, context) });
  await context.call('lambda', 'UpdateFunctionConfiguration', configuration(properties, FunctionName));
}

/** Without the property, what an earlier template reserved is given back. */
async function reserve(properties: Properties, FunctionName: string, context: ResourceContext, before: Properties = {}): Promise<void> {
  const { ReservedConcurrentExecutions } = properties;
  if (ReservedConcurrentExecutions === before.ReservedConcurrentExecutions) return;
  if (ReservedConcurrentExecutions === undefined) {
    await context.call('lambda', 'DeleteFunctionConcurrency', { FunctionName });
  } else {
    const input = { FunctionName, ReservedConcurrentExecutions: Number(ReservedConcurrentExecutions) };
    await context.call('lambda', 'PutFunctionConcurrency', input);
  }
}

const configuration = (properties: Properties, FunctionName: string) => {
  const { Description, Runtime, Handler, Role, Timeout, MemorySize, Environment, LoggingConfig, TracingConfig } = properties;
  return { FunctionName, Description, Runtime, Handler, Role, Timeout, MemorySize, Environment, LoggingConfig, TracingConfig };
};

/** The assembly has the code unzipped: the local Lambda takes its folder, and the zip is never made. */
function code({ S3Bucket, S3Key }: Properties, context: ResourceContext): Properties {
  const Directory = context.asset(S3Key);
  return Directory ? { Directory } : { S3Bucket, S3Key };
}
