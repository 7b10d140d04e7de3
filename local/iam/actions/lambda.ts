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
const role = passRole('lambda.amazonaws.com', (input) => input.Role);

/** Service Authorization Reference, "Actions, resources, and condition keys for AWS Lambda". */
export const actions: ActionTable = {
  AddPermission: [{ action: 'lambda:AddPermission', resource: unqualified }],
  CreateFunction: [{ action: 'lambda:CreateFunction', resource: unqualified }, role],
  DeleteFunction: [{ action: 'lambda:DeleteFunction', resource: qualified }],
  GetFunction: [{ action: 'lambda:GetFunction', resource: qualified }],
  GetFunctionConfiguration: [{ action: 'lambda:GetFunctionConfiguration', resource: qualified }],
  GetPolicy: [{ action: 'lambda:GetPolicy', resource: qualified }],
  Invoke: [{ action: 'lambda:InvokeFunction', resource: qualified }],
  ListFunctions: [{ action: 'lambda:ListFunctions', resource: anyResource }],
  ListVersionsByFunction: [{ action: 'lambda:ListVersionsByFunction', resource: unqualified }],
  PublishVersion: [{ action: 'lambda:PublishVersion', resource: unqualified }],
  RemovePermission: [{ action: 'lambda:RemovePermission', resource: unqualified }],
  UpdateFunctionCode: [{ action: 'lambda:UpdateFunctionCode', resource: unqualified }],
  UpdateFunctionConfiguration: [{ action: 'lambda:UpdateFunctionConfiguration', resource: unqualified }, role],
};
