import { operation } from '../operation.ts';
import { functionName } from './members.ts';
import { needUrlConfig, needUrlFunction, urlMembers, urlView } from './url-configs.ts';

export const getFunctionUrlConfig = operation({
  name: 'GetFunctionUrlConfig',
  input: { FunctionName: functionName, Qualifier: urlMembers.Qualifier },
  run: ({ FunctionName, Qualifier }, { world }) => {
    const name = needUrlFunction(world, FunctionName, Qualifier);
    return urlView(world, name, needUrlConfig(world, name));
  },
});
