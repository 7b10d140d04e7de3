import { operation } from '../operation.ts';
import { functionName } from './members.ts';
import { needUrlConfig, needUrlFunction, urlConfigs, urlMembers } from './url-configs.ts';

export const deleteFunctionUrlConfig = operation({
  name: 'DeleteFunctionUrlConfig',
  input: { FunctionName: functionName, Qualifier: urlMembers.Qualifier },
  run: ({ FunctionName, Qualifier }, { world }) => {
    const name = needUrlFunction(world, FunctionName, Qualifier);
    needUrlConfig(world, name);
    urlConfigs(world).delete(name);
    return {};
  },
});
