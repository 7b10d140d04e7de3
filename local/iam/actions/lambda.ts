import { mappingArn } from '../../services/lambda/event-source-mappings.ts';
import { functionArn, readFunctionName } from '../../services/lambda/records.ts';
import type { World } from '../../world.ts';
import { type ActionTable, anyResource, passRole } from '../action-table.ts';

interface Named {
  FunctionName: string;
  Qualifier?: string;
}

/** A version is a resource of its own: a permission for the function does not reach it. */
const qualified = ({ FunctionName, Qualifier }: Named, world: World) => functionArn(world, readFunctionName(FunctionName, Qualifier));
const unqualified = ({ FunctionName }: Named, world: World) => functionArn(world, { name: readFunctionName(FunctionName).name });
const urlConfig = {
  resource: unqualified,
  context: ({ AuthType }: { AuthType?: string }): Record<string, string> => (AuthType ? { 'lambda:FunctionUrlAuthType': AuthType } : {}),
};
const mapping = ({ UUID }: { UUID: string }, world: World) => mappingArn(world, UUID);
const role = passRole('lambda.amazonaws.com', (input) => input.Role);

/** Service Authorization Reference, "Actions, resources, and condition keys for AWS Lambda". */
export const actions: ActionTable = {
  AddPermission: [{ action: 'lambda:AddPermission', resource: unqualified }],
  CreateEventSourceMapping: [{ action: 'lambda:CreateEventSourceMapping', resource: anyResource }],
  CreateFunction: [{ action: 'lambda:CreateFunction', resource: unqualified }, role],
  CreateFunctionUrlConfig: [{ ...urlConfig, action: 'lambda:CreateFunctionUrlConfig' }],
  DeleteEventSourceMapping: [{ action: 'lambda:DeleteEventSourceMapping', resource: mapping }],
  DeleteFunction: [{ action: 'lambda:DeleteFunction', resource: qualified }],
  DeleteFunctionConcurrency: [{ action: 'lambda:DeleteFunctionConcurrency', resource: unqualified }],
  DeleteFunctionEventInvokeConfig: [{ action: 'lambda:DeleteFunctionEventInvokeConfig', resource: qualified }],
  DeleteFunctionUrlConfig: [{ ...urlConfig, action: 'lambda:DeleteFunctionUrlConfig' }],
  GetAccountSettings: [{ action: 'lambda:GetAccountSettings', resource: anyResource }],
  GetEventSourceMapping: [{ action: 'lambda:GetEventSourceMapping', resource: mapping }],
  GetFunction: [{ action: 'lambda:GetFunction', resource: qualified }],
  GetFunctionConcurrency: [{ action: 'lambda:GetFunctionConcurrency', resource: unqualified }],
  GetFunctionConfiguration: [{ action: 'lambda:GetFunctionConfiguration', resource: qualified }],
  GetFunctionEventInvokeConfig: [{ action: 'lambda:GetFunctionEventInvokeConfig', resource: qualified }],
  GetFunctionUrlConfig: [{ ...urlConfig, action: 'lambda:GetFunctionUrlConfig' }],
  GetPolicy: [{ action: 'lambda:GetPolicy', resource: qualified }],
  Invoke: [{ action: 'lambda:InvokeFunction', resource: qualified }],
  ListEventSourceMappings: [{ action: 'lambda:ListEventSourceMappings', resource: anyResource }],
  ListFunctions: [{ action: 'lambda:ListFunctions', resource: anyResource }],
  ListVersionsByFunction: [{ action: 'lambda:ListVersionsByFunction', resource: unqualified }],
  PublishVersion: [{ action: 'lambda:PublishVersion', resource: unqualified }],
  PutFunctionConcurrency: [{ action: 'lambda:PutFunctionConcurrency', resource: unqualified }],
  PutFunctionEventInvokeConfig: [{ action: 'lambda:PutFunctionEventInvokeConfig', resource: qualified }],
  RemovePermission: [{ action: 'lambda:RemovePermission', resource: unqualified }],
  UpdateEventSourceMapping: [{ action: 'lambda:UpdateEventSourceMapping', resource: mapping }],
  UpdateFunctionCode: [{ action: 'lambda:UpdateFunctionCode', resource: unqualified }],
  UpdateFunctionConfiguration: [{ action: 'lambda:UpdateFunctionConfiguration', resource: unqualified }, role],
  UpdateFunctionUrlConfig: [{ ...urlConfig, action: 'lambda:UpdateFunctionUrlConfig' }],
};
