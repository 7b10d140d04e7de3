import type { Table } from '../../store.ts';
import type { World } from '../../world.ts';

/** A state machine as it is now. */
export interface MachineRecord {
  readonly stateMachineArn: string;
  readonly name: string;
  readonly roleArn: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly creationDate: Date;
  readonly revisionId: string;
  readonly updateDate: Date;
  readonly definition: string;
  readonly loggingConfiguration?: unknown;
  readonly tracingConfiguration?: unknown;
  readonly tags?: readonly { key?: string; value?: string }[];
}

/** What a running execution keeps of its machine, whatever becomes of that. */
export type RevisionRecord = Omit<MachineRecord, 'tags' | 'creationDate'>;

export interface ExecutionRecord {
  readonly executionArn: string;
  readonly name: string;
  readonly stateMachineArn: string;
  readonly revisionId: string;
  readonly roleArn: string;
  readonly startDate: Date;
  readonly input: string;
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  readonly stopDate?: Date;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
  readonly traceHeader?: string;
}

/** By ARN. */
export const machines = (world: World): Table<MachineRecord> => world.store.table('states/machines');

/** By revision id: what each execution ran, for as long as it is kept. */
export const revisions = (world: World): Table<RevisionRecord> => world.store.table('states/revisions');

/** By ARN. */
export const executions = (world: World): Table<ExecutionRecord> => world.store.table('states/executions');

export function machineArn(world: World, name: string): string {
  return `arn:${world.partition}:states:${world.region}:${world.account}:stateMachine:${name}`;
}

/** `arn:…:stateMachine:NAME` and an execution's name → the execution's ARN. */
export function executionArn(stateMachineArn: string, name: string): string {
  return `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
}
