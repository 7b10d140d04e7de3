import { AwsError } from '../errors.ts';
import { text } from '../input.ts';
import { operation } from '../operation.ts';
import { functionName } from './members.ts';
import { policyText } from './policies.ts';
import { needFunction, readFunctionName } from './records.ts';

export const getPolicy = operation({
  name: 'GetPolicy',
  input: { FunctionName: functionName, Qualifier: text() },
  run: ({ FunctionName, Qualifier }, { world }) => {
    const reference = readFunctionName(FunctionName, Qualifier);
    const { revisionId } = needFunction(world, reference);
    const policy = policyText(world, reference);
    if (!policy) throw new AwsError('ResourceNotFoundException', 'The resource you requested does not exist.', 404);
    return { Policy: policy, RevisionId: revisionId };
  },
});
