import { text } from '../input.ts';
import { operation } from '../operation.ts';
import { functionName } from './members.ts';
import { checkInvokeMode, needUrlConfig, needUrlFunction, type UrlConfig, urlConfigs, urlMembers, urlView } from './url-configs.ts';

export const updateFunctionUrlConfig = operation({
  name: 'UpdateFunctionUrlConfig',
  input: { FunctionName: functionName, AuthType: text({ of: ['NONE', 'AWS_IAM'] }), ...urlMembers },
  run: ({ FunctionName, Qualifier, AuthType, Cors, InvokeMode }, { world }) => {
    const name = needUrlFunction(world, FunctionName, Qualifier);
    checkInvokeMode(InvokeMode);
    const current = needUrlConfig(world, name);
    const config: UrlConfig = {
      ...current,
      ...(AuthType && { authType: AuthType }),
      ...(Cors && { cors: Cors }),
      modified: new Date(world.clock.now()),
    };
    urlConfigs(world).set(name, config);
    return urlView(world, name, config);
  },
});
