import { operation } from '../operation.ts';
import { reservations } from './concurrency.ts';
import { functionName } from './members.ts';
import { needFunction, readFunctionName } from './records.ts';

export const deleteFunctionConcurrency = operation({
  name: 'DeleteFunctionConcurrency',
  input: { FunctionName: functionName },
  run: ({ FunctionName }, { world }) => {
    const { name } = readFunctionName(FunctionName);
    needFunction(world, { name });
    reservations(world).delete(name);
    return {};
  },
});
