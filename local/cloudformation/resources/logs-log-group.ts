import { ifThere, type ResourceContext, resourceType, unlessThere } from '../resource-type.ts';

/** AWS::Logs::LogGroup */
export const logsLogGroup = resourceType({
  type: 'AWS::Logs::LogGroup',
  properties: { LogGroupName: true, RetentionInDays: true },
  ignored: { KmsKeyId: 'nothing is encrypted here' },
  replacing: ['LogGroupName'],
  async create(properties, context) {
    const logGroupName: string = properties.LogGroupName ?? context.name(512);
    await unlessThere(context, 'ResourceAlreadyExistsException', () => context.call('logs', 'CreateLogGroup', { logGroupName }));
    await retain(logGroupName, properties.RetentionInDays, context);
    const { partition, region, account } = context.world;
    return { id: logGroupName, attributes: { Arn: `arn:${partition}:logs:${region}:${account}:log-group:${logGroupName}:*` } };
  },
  async update(properties, made, context) {
    if (properties.RetentionInDays === undefined) await context.call('logs', 'DeleteRetentionPolicy', { logGroupName: made.id });
    else await retain(made.id, properties.RetentionInDays, context);
    return made;
  },
  delete: (made, context) => ifThere('ResourceNotFoundException', () => context.call('logs', 'DeleteLogGroup', { logGroupName: made.id })),
});

const retain = (logGroupName: string, days: number | string | undefined, context: ResourceContext) =>
  days === undefined ? undefined : context.call('logs', 'PutRetentionPolicy', { logGroupName, retentionInDays: Number(days) });
