import { AwsError } from '../errors.ts';
import { number, required } from '../input.ts';
import { operation } from '../operation.ts';
import { reservations, unreservedAtLeast, unreservedConcurrency } from './concurrency.ts';
import { functionName } from './members.ts';
import { needFunction, readFunctionName } from './records.ts';

/** Reserves a part of the account's concurrency for a function. */
export const putFunctionConcurrency = operation({
  name: 'PutFunctionConcurrency',
  input: { FunctionName: functionName, ReservedConcurrentExecutions: number({ ...required, integer: true, min: 0 }) },
  run: ({ FunctionName, ReservedConcurrentExecutions }, { world }) => {
    const { name } = readFunctionName(FunctionName);
    needFunction(world, { name });
    const left = unreservedConcurrency(world) + (reservations(world).get(name) ?? 0) - ReservedConcurrentExecutions;
    if (left < unreservedAtLeast)
      throw new AwsError(
        'InvalidParameterValueException',
        `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${unreservedAtLeast}].`,
        400,
        { Type: 'User' },
      );
    reservations(world).set(name, ReservedConcurrentExecutions);
    return { ReservedConcurrentExecutions };
  },
});
