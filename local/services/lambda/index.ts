import { removeUnusedCode } from '../../functions/code-store.ts';
import type { Service } from '../operation.ts';
import { addPermission } from './add-permission.ts';
import { holdEvents, releaseEvents } from './asynchronous.ts';
import { createFunction } from './create-function.ts';
import { createFunctionUrlConfig } from './create-function-url-config.ts';
import { deleteFunction } from './delete-function.ts';
import { deleteFunctionConcurrency } from './delete-function-concurrency.ts';
import { deleteFunctionEventInvokeConfig } from './delete-function-event-invoke-config.ts';
import { deleteFunctionUrlConfig } from './delete-function-url-config.ts';
import { getAccountSettings } from './get-account-settings.ts';
import { getFunction } from './get-function.ts';
import { getFunctionConcurrency } from './get-function-concurrency.ts';
import { getFunctionConfiguration } from './get-function-configuration.ts';
import { getFunctionEventInvokeConfig } from './get-function-event-invoke-config.ts';
import { getFunctionUrlConfig } from './get-function-url-config.ts';
import { getPolicy } from './get-policy.ts';
import { invoke } from './invoke.ts';
import { listFunctions } from './list-functions.ts';
import { listVersionsByFunction } from './list-versions-by-function.ts';
import { policyText } from './policies.ts';
import { stopPool } from './pools.ts';
import { publishVersion } from './publish-version.ts';
import { putFunctionConcurrency } from './put-function-concurrency.ts';
import { putFunctionEventInvokeConfig } from './put-function-event-invoke-config.ts';
import { functionArn, functionTable, readFunctionName } from './records.ts';
import { removePermission } from './remove-permission.ts';
import { updateFunctionCode } from './update-function-code.ts';
import { updateFunctionConfiguration } from './update-function-configuration.ts';
import { updateFunctionUrlConfig } from './update-function-url-config.ts';

export const lambda: Service = {
  name: 'lambda',
  operations: [
    addPermission,
    createFunction,
    createFunctionUrlConfig,
    deleteFunction,
    deleteFunctionConcurrency,
    deleteFunctionEventInvokeConfig,
    deleteFunctionUrlConfig,
    getAccountSettings,
    getFunction,
    getFunctionConcurrency,
    getFunctionConfiguration,
    getFunctionEventInvokeConfig,
    getFunctionUrlConfig,
    getPolicy,
    invoke,
    listFunctions,
    listVersionsByFunction,
    publishVersion,
    putFunctionConcurrency,
    putFunctionEventInvokeConfig,
    removePermission,
    updateFunctionCode,
    updateFunctionConfiguration,
    updateFunctionUrlConfig,
  ],
  resourcePolicy: (world, _operation, input) => {
    const reference = readFunctionName(String(input.FunctionName), input.Qualifier as string | undefined);
    return { arn: functionArn(world, reference), policy: policyText(world, reference) };
  },
  start: (world) => {
    holdEvents(world);
    removeUnusedCode(
      world,
      new Set(
        functionTable(world)
          .values()
          .map(({ codeHash }) => codeHash),
      ),
    );
  },
  ready: releaseEvents,
  stop: async (world) => {
    holdEvents(world);
    await stopPool(world);
  },
};
