import { ifThere, type Properties, resourceType, unlessThere } from '../resource-type.ts';

/** AWS::StepFunctions::StateMachine */
export const stepFunctionsStateMachine = resourceType({
  type: 'AWS::StepFunctions::StateMachine',
  properties: {
    StateMachineName: true,
    StateMachineType: true,
    DefinitionString: true,
    DefinitionSubstitutions: true,
    RoleArn: true,
    LoggingConfiguration: {
      Level: true,
      IncludeExecutionData: true,
      Destinations: { CloudWatchLogsLogGroup: { LogGroupArn: true } },
    },
    TracingConfiguration: { Enabled: true },
  },
  replacing: ['StateMachineName', 'StateMachineType'],
  async create(properties, context) {
    const name: string = properties.StateMachineName ?? context.name(80);
    const { partition, region, account } = context.world;
    const arn = `arn:${partition}:states:${region}:${account}:stateMachine:${name}`;
    const input = { name, type: properties.StateMachineType ?? 'STANDARD', ...configuration(properties) };
    const there = await unlessThere(context, 'StateMachineAlreadyExists', () => context.call('states', 'CreateStateMachine', input));
    if (!there) await context.call('states', 'UpdateStateMachine', { stateMachineArn: arn, ...configuration(properties) });
    return { id: arn, attributes: { Arn: arn, Name: name } };
  },
  async update(properties, made, context) {
    await context.call('states', 'UpdateStateMachine', { stateMachineArn: made.id, ...configuration(properties) });
    return made;
  },
  delete: (made, context) =>
    ifThere('StateMachineDoesNotExist', () => context.call('states', 'DeleteStateMachine', { stateMachineArn: made.id })),
});

function configuration({
  DefinitionString,
  DefinitionSubstitutions,
  RoleArn,
  LoggingConfiguration,
  TracingConfiguration,
}: Properties): object {
  return {
    definition: substitute(DefinitionString, DefinitionSubstitutions ?? {}),
    roleArn: RoleArn,
    ...(LoggingConfiguration && {
      loggingConfiguration: {
        level: LoggingConfiguration.Level,
        includeExecutionData: LoggingConfiguration.IncludeExecutionData,
        destinations: (LoggingConfiguration.Destinations as Properties[] | undefined)?.map(({ CloudWatchLogsLogGroup }) => ({
          cloudWatchLogsLogGroup: { logGroupArn: CloudWatchLogsLogGroup.LogGroupArn },
        })),
      },
    }),
    ...(TracingConfiguration && { tracingConfiguration: { enabled: TracingConfiguration.Enabled } }),
  };
}

/** Fills the holes `${Name}`. One without a value would reach Step Functions as text: an error that names it. */
function substitute(definition: string, values: Readonly<Record<string, string>>): string {
  return definition.replace(/\$\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`the definition has \${${name}}, which DefinitionSubstitutions does not give`);
    // The hole is inside a JSON string.
    return JSON.stringify(String(value)).slice(1, -1);
  });
}
