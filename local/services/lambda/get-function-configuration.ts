import { text } from '../input.ts';
import { operation } from '../operation.ts';
import { configurationOf } from './configuration.ts';
import { functionName } from './members.ts';
import { needFunction, readFunctionName } from './records.ts';

export const getFunctionConfiguration = operation({
  name: 'GetFunctionConfiguration',
  input: { FunctionName: functionName, Qualifier: text() },
  run: ({ FunctionName, Qualifier }, { world }) => {
    const reference = readFunctionName(FunctionName, Qualifier);
    return configurationOf(world, needFunction(world, reference), reference.qualifier !== undefined);
  },
});
