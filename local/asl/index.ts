export { compileMachine, type Raw } from './compile.ts';
export type { Clock } from './environment.ts';
export type { HistoryEvent } from './events.ts';
export { Execution, type Identity, type Options, type Outcome } from './execution.ts';
export { utf8Length } from './json.ts';
export type { Machine, TaskResource } from './machine.ts';
export { uuid } from './random.ts';
export type { TaskCall, TaskReport, TaskRunner } from './task-runner.ts';
