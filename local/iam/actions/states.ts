import { machineArn } from '../../services/states/records.ts';
import { type ActionTable, anyResource, passRole, type Requirement } from '../action-table.ts';

const machine = (action: string): Requirement => ({ action: `states:${action}`, resource: (input) => input.stateMachineArn });
const execution = (action: string): Requirement => ({ action: `states:${action}`, resource: (input) => input.executionArn });
const anywhere = (action: string): Requirement => ({ action: `states:${action}`, resource: anyResource });
const role = passRole('states.amazonaws.com', (input) => input.roleArn);

/**
 * Service authorization reference, "Actions, resources, and condition keys for AWS Step Functions". SendTask… are allowed per state
 * machine, but a token does not tell which one: AWS's own policies for them name `*`.
 */
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
  SendTaskSuccess: [anywhere('SendTaskSuccess')],
  SendTaskFailure: [anywhere('SendTaskFailure')],
  SendTaskHeartbeat: [anywhere('SendTaskHeartbeat')],
  ValidateStateMachineDefinition: [anywhere('ValidateStateMachineDefinition')],
};
