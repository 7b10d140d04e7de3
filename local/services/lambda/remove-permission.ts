import { AwsError } from '../errors.ts';
import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { functionName } from './members.ts';
import { policies, policyKey } from './policies.ts';
import { needFunction, readFunctionName } from './records.ts';

export const removePermission = operation({
  name: 'RemovePermission',
  input: { FunctionName: functionName, StatementId: text(required), Qualifier: text() },
  run: ({ FunctionName, StatementId, Qualifier }, { world }) => {
    const reference = readFunctionName(FunctionName, Qualifier);
    needFunction(world, reference);
    const statements = policies(world).get(policyKey(reference)) ?? [];
    const kept = statements.filter(({ Sid }) => Sid !== StatementId);
    if (kept.length === statements.length)
      throw new AwsError('ResourceNotFoundException', `Statement ${StatementId} is not found in resource policy.`, 404);
    policies(world).set(policyKey(reference), kept);
    return {};
  },
});
