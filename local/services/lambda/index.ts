import { removeUnusedCode } from '../../functions/code-store.ts';
import type { Service } from '../operation.ts';
import { addPermission } from './add-permission.ts';
import { allowRetries, cancelRetries } from './asynchronous.ts';
import { createFunction } from './create-function.ts';
import { deleteFunction } from './delete-function.ts';
import { getFunction } from './get-function.ts';
import { getFunctionConfiguration } from './get-function-configuration.ts';
import { getPolicy } from './get-policy.ts';
import { invoke } from './invoke.ts';
import { listFunctions } from './list-functions.ts';
import { listVersionsByFunction } from './list-versions-by-function.ts';
import { policyText } from './policies.ts';
import { stopPool } from './pools.ts';
import { publishVersion } from './publish-version.ts';
import { functionArn, functionTable, readFunctionName } from './records.ts';
import { removePermission } from './remove-permission.ts';
import { updateFunctionCode } from './update-function-code.ts';
import { updateFunctionConfiguration } from './update-function-configuration.ts';

export const lambda: Service = {
  name: 'lambda',
  operations: [
    addPermission,
    createFunction,
    deleteFunction,
    getFunction,
    getFunctionConfiguration,
    getPolicy,
    invoke,
    listFunctions,
    listVersionsByFunction,
    publishVersion,
    removePermission,
    updateFunctionCode,
    updateFunctionConfiguration,
  ],
  resourcePolicy: (world, _operation, input) => {
    const reference = readFunctionName(String(input.FunctionName), input.Qualifier as string | undefined);
    return { arn: functionArn(world, reference), policy: policyText(world, reference) };
  },
  start: (world) => {
    allowRetries(world);
    removeUnusedCode(
      world,
      new Set(
        functionTable(world)
          .values()
          .map(({ codeHash }) => codeHash),
      ),
    );
  },
  stop: async (world) => {
    cancelRetries(world);
    await stopPool(world);
  },
};
