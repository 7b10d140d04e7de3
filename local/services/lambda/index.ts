import { removeUnusedCode } from '../../functions/code-store.ts';
import type { Service } from '../operation.ts';
import { addPermission } from './add-permission.ts';
import { holdEvents, releaseEvents } from './asynchronous.ts';
import { createEventSourceMapping } from './create-event-source-mapping.ts';
import { createFunction } from './create-function.ts';
import { createFunctionUrlConfig } from './create-function-url-config.ts';
import { deleteEventSourceMapping } from './delete-event-source-mapping.ts';
import { deleteFunction } from './delete-function.ts';
import { deleteFunctionConcurrency } from './delete-function-concurrency.ts';
import { deleteFunctionEventInvokeConfig } from './delete-function-event-invoke-config.ts';
import { deleteFunctionUrlConfig } from './delete-function-url-config.ts';
import { getAccountSettings } from './get-account-settings.ts';
import { getEventSourceMapping } from './get-event-source-mapping.ts';
import { getFunction } from './get-function.ts';
import { getFunctionConcurrency } from './get-function-concurrency.ts';
import { getFunctionConfiguration } from './get-function-configuration.ts';
import { getFunctionEventInvokeConfig } from './get-function-event-invoke-config.ts';
import { getFunctionUrlConfig } from './get-function-url-config.ts';
import { getPolicy } from './get-policy.ts';
import { invoke } from './invoke.ts';
import { listEventSourceMappings } from './list-event-source-mappings.ts';
import { listFunctions } from './list-functions.ts';
import { listVersionsByFunction } from './list-versions-by-function.ts';
import { policyText } from './policies.ts';
import { pollAll, stopAllPolling } from './poll-queue.ts';
import { stopPool } from './pools.ts';
import { publishVersion } from './publish-version.ts';
import { putFunctionConcurrency } from './put-function-concurrency.ts';
import { putFunctionEventInvokeConfig } from './put-function-event-invoke-config.ts';
import { functionArn, functionTable, readFunctionName } from './records.ts';
import { removePermission } from './remove-permission.ts';
import { updateEventSourceMapping } from './update-event-source-mapping.ts';
import { updateFunctionCode } from './update-function-code.ts';
import { updateFunctionConfiguration } from './update-function-configuration.ts';
import { updateFunctionUrlConfig } from './update-function-url-config.ts';

export const lambda: Service = {
  name: 'lambda',
  operations: [
    addPermission,
    createEventSourceMapping,
    createFunction,
    createFunctionUrlConfig,
    deleteEventSourceMapping,
    deleteFunction,
    deleteFunctionConcurrency,
    deleteFunctionEventInvokeConfig,
    deleteFunctionUrlConfig,
    getAccountSettings,
    getEventSourceMapping,
    getFunction,
    getFunctionConcurrency,
    getFunctionConfiguration,
    getFunctionEventInvokeConfig,
    getFunctionUrlConfig,
    getPolicy,
    invoke,
    listEventSourceMappings,
    listFunctions,
    listVersionsByFunction,
    publishVersion,
    putFunctionConcurrency,
    putFunctionEventInvokeConfig,
    removePermission,
    updateEventSourceMapping,
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
  ready: (world) => {
    releaseEvents(world);
    pollAll(world);
  },
  stop: async (world) => {
    holdEvents(world);
    stopAllPolling(world);
    await stopPool(world);
  },
};
