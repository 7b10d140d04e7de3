import { AwsError } from '../errors.ts';
import { flag, required, text } from '../input.ts';
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
    FunctionUrlAuthType: text({ of: ['NONE', 'AWS_IAM'] }),
    InvokedViaFunctionUrl: flag(),
    Qualifier: text(),
  },
  run: (input, { world }) => {
    const reference = readFunctionName(input.FunctionName, input.Qualifier);
    needFunction(world, reference);
    if (input.FunctionUrlAuthType && input.Action !== 'lambda:InvokeFunctionUrl')
      throw new AwsError('InvalidParameterValueException', 'FunctionUrlAuthType is only supported for lambda:InvokeFunctionUrl action');
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
      ...conditionOf(input),
    };
    policies(world).set(policyKey(reference), [...statements, statement]);
    return { Statement: JSON.stringify(statement) };
  },
});

function principalOf(principal: string): PermissionStatement['Principal'] {
  if (principal === '*') return '*';
  return principal.endsWith('.amazonaws.com') ? { Service: principal } : { AWS: principal };
}

interface Conditions {
  SourceArn?: string;
  SourceAccount?: string;
  FunctionUrlAuthType?: string;
  InvokedViaFunctionUrl?: boolean;
}

function conditionOf(input: Conditions): Pick<PermissionStatement, 'Condition'> {
  const { SourceArn, SourceAccount, FunctionUrlAuthType, InvokedViaFunctionUrl } = input;
  const equals = {
    ...(SourceAccount && { 'AWS:SourceAccount': SourceAccount }),
    ...(FunctionUrlAuthType && { 'lambda:FunctionUrlAuthType': FunctionUrlAuthType }),
  };
  const Condition = {
    ...(Object.keys(equals).length > 0 && { StringEquals: equals }),
    ...(SourceArn && { ArnLike: { 'AWS:SourceArn': SourceArn } }),
    ...(InvokedViaFunctionUrl !== undefined && { Bool: { 'lambda:InvokedViaFunctionUrl': String(InvokedViaFunctionUrl) } }),
  };
  return Object.keys(Condition).length > 0 ? { Condition } : {};
}
