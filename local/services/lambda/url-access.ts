import { evaluate, forService } from '../../iam/evaluate.ts';
import { parsePolicy } from '../../iam/policy.ts';
import type { Caller, World } from '../../world.ts';
import { policyText } from './policies.ts';
import { functionArn } from './records.ts';
import type { UrlConfig } from './url-configs.ts';

/** A URL made since October 2025 asks for both (Developer Guide, "Control access to Lambda function URLs"). */
const actions = ['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction'];

/**
 * Whether a request may reach the function. AuthType NONE: the function's resource policy must let everybody in. AWS_IAM: the caller's own
 * policies decide, as they do on AWS within one account.
 */
export function mayInvokeUrl(world: World, name: string, { authType }: UrlConfig, caller: Caller | undefined): boolean {
  const resource = functionArn(world, { name });
  const context = { 'lambda:FunctionUrlAuthType': authType, 'lambda:InvokedViaFunctionUrl': 'true' };
  if (authType === 'NONE') {
    const statements = forService(parsePolicy(policyText(world, { name }) ?? '{"Statement":[]}'), 'everybody');
    return actions.every((action) => evaluate(statements, { action, resource, context }) === 'allowed');
  }
  if (!caller?.roleArn) return caller !== undefined; // the root may
  const { roleArn } = caller;
  return actions.every((action) => isAuthorized(() => world.authorize(roleArn, action, resource, context)));
}

function isAuthorized(check: () => void): boolean {
  try {
    check();
    return true;
  } catch (error) {
    if ((error as Error).name === 'AccessDeniedException') return false;
    throw error;
  }
}
