import { operation } from '../operation.ts';
import { reservations } from './concurrency.ts';
import { functionName } from './members.ts';
import { needFunction, readFunctionName } from './records.ts';

export const getFunctionConcurrency = operation({
  name: 'GetFunctionConcurrency',
  input: { FunctionName: functionName },
  run: ({ FunctionName }, { world }) => {
    const { name } = readFunctionName(FunctionName);
    needFunction(world, { name });
    return { ReservedConcurrentExecutions: reservations(world).get(name) };
  },
});
