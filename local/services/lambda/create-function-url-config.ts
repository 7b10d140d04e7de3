import { AwsError } from '../errors.ts';
import { randomHex } from '../ids.ts';
import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { functionName } from './members.ts';
import { checkInvokeMode, needUrlFunction, type UrlConfig, urlConfigs, urlMembers, urlView } from './url-configs.ts';

export const createFunctionUrlConfig = operation({
  name: 'CreateFunctionUrlConfig',
  input: { FunctionName: functionName, AuthType: text({ ...required, of: ['NONE', 'AWS_IAM'] }), ...urlMembers },
  run: ({ FunctionName, Qualifier, AuthType, Cors, InvokeMode }, { world }) => {
    const name = needUrlFunction(world, FunctionName, Qualifier);
    checkInvokeMode(InvokeMode);
    if (urlConfigs(world).get(name))
      throw new AwsError(
        'ResourceConflictException',
        `Failed to create function url config for [functionArn = ${name}]. Error message: FunctionUrlConfig exists for this Lambda function`,
        409,
      );
    const now = new Date(world.clock.now());
    const config: UrlConfig = {
      authType: AuthType,
      ...(Cors && { cors: Cors }),
      id: randomHex(world.random, 32),
      created: now,
      modified: now,
    };
    urlConfigs(world).set(name, config);
    return urlView(world, name, config);
  },
});
