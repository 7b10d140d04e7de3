import { text } from '../input.ts';
import { operation } from '../operation.ts';
import { eventInvokeView, needEventInvokeConfig } from './event-invoke-configs.ts';
import { functionName } from './members.ts';
import { needFunction, readFunctionName } from './records.ts';

export const getFunctionEventInvokeConfig = operation({
  name: 'GetFunctionEventInvokeConfig',
  input: { FunctionName: functionName, Qualifier: text() },
  run: ({ FunctionName, Qualifier }, { world }) => {
    const reference = readFunctionName(FunctionName, Qualifier);
    needFunction(world, reference);
    return eventInvokeView(world, reference, needEventInvokeConfig(world, reference));
  },
});
