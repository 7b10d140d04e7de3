import { freezeCode } from '../../functions/code-store.ts';
import { roleArnPattern } from '../arns.ts';
import { AwsError } from '../errors.ts';
import { flag, map, required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { configurationOf, renewed } from './configuration.ts';
import { architectures, checkConfiguration, code, configurationMembers, functionName, needRole } from './members.ts';
import { publish } from './publish.ts';
import { type FunctionRecord, functionArn, functionKey, functionTable, latest, readFunctionName } from './records.ts';

export const createFunction = operation({
  name: 'CreateFunction',
  input: {
    FunctionName: functionName,
    Runtime: text(required),
    Role: text({ ...required, pattern: roleArnPattern }),
    Handler: text({ ...required, pattern: '[^\\s]+\\.[^\\s.]+' }),
    Code: code,
    Publish: flag(),
    Architectures: architectures,
    Tags: map(text()),
    ...configurationMembers,
  },
  run: (input, { world }) => {
    const { name } = readFunctionName(input.FunctionName);
    if (functionTable(world).get(functionKey(name, latest)))
      throw new AwsError('ResourceConflictException', `Function already exist: ${functionArn(world, { name })}`, 409);
    const environment = input.Environment?.Variables ?? {};
    checkConfiguration(input.Runtime, environment);
    needRole(world, input.Role);
    const frozen = freezeCode(world, input.Code.Directory);
    const record: FunctionRecord = {
      name,
      version: latest,
      runtime: input.Runtime,
      handler: input.Handler,
      role: input.Role,
      timeout: input.Timeout ?? 3,
      memory: input.MemorySize ?? 128,
      description: input.Description ?? '',
      environment,
      architectures: input.Architectures ?? ['x86_64'],
      tracing: input.TracingConfig?.Mode,
      logging: { LogFormat: input.LoggingConfig?.LogFormat ?? 'Text', LogGroup: input.LoggingConfig?.LogGroup ?? `/aws/lambda/${name}` },
      codeHash: frozen.hash,
      codeSize: frozen.size,
      tags: input.Tags ?? {},
      nextVersion: 1,
      ...renewed(world),
    };
    functionTable(world).set(functionKey(name, latest), record);
    return configurationOf(world, input.Publish ? publish(world, name) : record);
  },
});
