import { roleArnPattern } from '../arns.ts';
import { text } from '../input.ts';
import { operation } from '../operation.ts';
import { configurationOf, renewed } from './configuration.ts';
import { checkConfiguration, configurationMembers, functionName, needRole } from './members.ts';
import { type FunctionRecord, functionKey, functionTable, latest, needFunction, readFunctionName } from './records.ts';

export const updateFunctionConfiguration = operation({
  name: 'UpdateFunctionConfiguration',
  input: { FunctionName: functionName, Runtime: text(), Role: text({ pattern: roleArnPattern }), Handler: text(), ...configurationMembers },
  run: (input, { world }) => {
    const { name } = readFunctionName(input.FunctionName);
    const current = needFunction(world, { name });
    const record: FunctionRecord = {
      ...current,
      ...renewed(world),
      runtime: input.Runtime ?? current.runtime,
      handler: input.Handler ?? current.handler,
      role: input.Role ?? current.role,
      timeout: input.Timeout ?? current.timeout,
      memory: input.MemorySize ?? current.memory,
      description: input.Description ?? current.description,
      environment: input.Environment ? (input.Environment.Variables ?? {}) : current.environment,
      tracing: input.TracingConfig?.Mode ?? current.tracing,
      logging: {
        LogFormat: input.LoggingConfig?.LogFormat ?? current.logging.LogFormat,
        LogGroup: input.LoggingConfig?.LogGroup ?? current.logging.LogGroup,
      },
    };
    checkConfiguration(record.runtime, record.environment);
    needRole(world, record.role);
    functionTable(world).set(functionKey(name, latest), record);
    return configurationOf(world, record);
  },
});
