import type { World } from '../../world.ts';
import { isRoleArn } from '../arns.ts';
import { AwsError } from '../errors.ts';
import { type ExecutionRecord, executions, type MachineRecord, machines } from './records.ts';

/** @throws AwsError InvalidArn, StateMachineDoesNotExist */
export function needMachine(world: World, arn: string): MachineRecord {
  checkArn(arn, 'stateMachine');
  const machine = machines(world).get(arn);
  if (!machine) throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
  return machine;
}

/** @throws AwsError InvalidArn, ExecutionDoesNotExist */
export function needExecution(world: World, arn: string): ExecutionRecord {
  checkArn(arn, 'execution');
  const execution = executions(world).get(arn);
  if (!execution) throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
  return execution;
}

/** @throws AwsError InvalidName for what AWS does not take in names: white space, brackets, wildcards, control characters. */
export function checkName(name: string): void {
  const allowed = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]{1,80}$/u;
  if (!allowed.test(name)) throw new AwsError('InvalidName', `Invalid Name: '${name}'`);
}

/** @throws AwsError InvalidArn for what is no role's ARN. Whether the role is there, and lets Step Functions in, shows when it is used. */
export function checkRole(roleArn: string): void {
  if (!isRoleArn(roleArn)) throw new AwsError('InvalidArn', `Invalid Role Arn: '${roleArn}'`);
}

function checkArn(arn: string, kind: 'stateMachine' | 'execution'): void {
  const prefix = arn.split(':')[0];
  if (prefix !== 'arn') throw new AwsError('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${arn}'`);
  if (arn.split(':')[5] !== kind)
    throw new AwsError('InvalidArn', `Invalid Arn: 'Resource type not valid in this context: ${arn.split(':')[5] ?? ''}'`);
}
