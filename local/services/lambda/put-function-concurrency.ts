import { number, required } from '../input.ts';
import { operation } from '../operation.ts';
import { reservations } from './concurrency.ts';
import { functionName } from './members.ts';
import { needFunction, readFunctionName } from './records.ts';

/** Reserves concurrency for a function. The account's own limit is not looked at: this world has none. */
export const putFunctionConcurrency = operation({
  name: 'PutFunctionConcurrency',
  input: { FunctionName: functionName, ReservedConcurrentExecutions: number({ ...required, integer: true, min: 0 }) },
  run: ({ FunctionName, ReservedConcurrentExecutions }, { world }) => {
    const { name } = readFunctionName(FunctionName);
    needFunction(world, { name });
    reservations(world).set(name, ReservedConcurrentExecutions);
    return { ReservedConcurrentExecutions };
  },
});
