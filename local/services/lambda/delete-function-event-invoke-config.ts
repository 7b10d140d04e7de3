import { text } from '../input.ts';
import { operation } from '../operation.ts';
import { eventInvokeConfigs, eventInvokeKey, needEventInvokeConfig } from './event-invoke-configs.ts';
import { functionName } from './members.ts';
import { needFunction, readFunctionName } from './records.ts';

export const deleteFunctionEventInvokeConfig = operation({
  name: 'DeleteFunctionEventInvokeConfig',
  input: { FunctionName: functionName, Qualifier: text() },
  run: ({ FunctionName, Qualifier }, { world }) => {
    const reference = readFunctionName(FunctionName, Qualifier);
    needFunction(world, reference);
    needEventInvokeConfig(world, reference);
    eventInvokeConfigs(world).delete(eventInvokeKey(reference));
    return {};
  },
});
