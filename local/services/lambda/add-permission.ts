import { AwsError } from '../errors.ts';
import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { functionName } from './members.ts';
import { type PermissionStatement, policies, policyKey } from './policies.ts';
import { functionArn, needFunction, readFunctionName } from './records.ts';

export const addPermission = operation({
  name: 'AddPermission',
  input: {
    FunctionName: functionName,
    StatementId: text({ ...required, min: 1, max: 100, pattern: '[a-zA-Z0-9-_]+' }),
    Action: text({ ...required, pattern: 'lambda:[*]|lambda:[a-zA-Z]+|[*]' }),
    Principal: text(required),
    SourceArn: text(),
    SourceAccount: text(),
    Qualifier: text(),
  },
  run: (input, { world }) => {
    const reference = readFunctionName(input.FunctionName, input.Qualifier);
    needFunction(world, reference);
    const statements = policies(world).get(policyKey(reference)) ?? [];
    if (statements.some(({ Sid }) => Sid === input.StatementId))
      throw new AwsError(
        'ResourceConflictException',
        `The statement id (${input.StatementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
        409,
      );
    const statement: PermissionStatement = {
      Sid: input.StatementId,
      Effect: 'Allow',
      Principal: principalOf(input.Principal),
      Action: input.Action,
      Resource: functionArn(world, reference),
      ...conditionOf(input.SourceArn, input.SourceAccount),
    };
    policies(world).set(policyKey(reference), [...statements, statement]);
    return { Statement: JSON.stringify(statement) };
  },
});

function principalOf(principal: string): PermissionStatement['Principal'] {
  if (principal === '*') return '*';
  return principal.endsWith('.amazonaws.com') ? { Service: principal } : { AWS: principal };
}

function conditionOf(sourceArn: string | undefined, sourceAccount: string | undefined): Pick<PermissionStatement, 'Condition'> {
  if (!sourceArn && !sourceAccount) return {};
  return {
    Condition: {
      ...(sourceAccount && { StringEquals: { 'AWS:SourceAccount': sourceAccount } }),
      ...(sourceArn && { ArnLike: { 'AWS:SourceArn': sourceArn } }),
    },
  };
}
