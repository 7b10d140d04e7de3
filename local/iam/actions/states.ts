import { machineArn } from '../../services/states/records.ts';
import { executionOfTokenText } from '../../services/states/token-text.ts';
import { type ActionTable, anyResource, passRole, type Requirement } from '../action-table.ts';

const machine = (action: string): Requirement => ({ action: `states:${action}`, resource: (input) => input.stateMachineArn });
const execution = (action: string): Requirement => ({ action: `states:${action}`, resource: (input) => input.executionArn });
const anywhere = (action: string): Requirement => ({ action: `states:${action}`, resource: anyResource });
/** A token belongs to an execution, whose machine is what CDK's grantTaskResponse names. */
const tokenHolder = (action: string): Requirement => ({
  action: `states:${action}`,
  resource: (input) => machineOf(executionOfTokenText(String(input.taskToken))) ?? '*',
});
const machineOf = (arn: string | undefined): string | undefined =>
  arn?.replace(':execution:', ':stateMachine:').split(':').slice(0, 7).join(':');
const role = passRole('states.amazonaws.com', (input) => input.roleArn);

/** Service authorization reference, "Actions, resources, and condition keys for AWS Step Functions". */
export const actions: ActionTable = {
  CreateStateMachine: [{ action: 'states:CreateStateMachine', resource: (input, world) => machineArn(world, input.name) }, role],
  UpdateStateMachine: [machine('UpdateStateMachine'), role],
  DeleteStateMachine: [machine('DeleteStateMachine')],
  DescribeStateMachine: [machine('DescribeStateMachine')],
  DescribeStateMachineForExecution: [execution('DescribeStateMachineForExecution')],
  ListStateMachines: [anywhere('ListStateMachines')],
  StartExecution: [machine('StartExecution')],
  DescribeExecution: [execution('DescribeExecution')],
  ListExecutions: [machine('ListExecutions')],
  GetExecutionHistory: [execution('GetExecutionHistory')],
  StopExecution: [execution('StopExecution')],
  SendTaskSuccess: [tokenHolder('SendTaskSuccess')],
  SendTaskFailure: [tokenHolder('SendTaskFailure')],
  SendTaskHeartbeat: [tokenHolder('SendTaskHeartbeat')],
  ValidateStateMachineDefinition: [anywhere('ValidateStateMachineDefinition')],
};
