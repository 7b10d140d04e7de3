export { compileMachine, type Raw } from './compile.ts';
export type { HistoryEvent } from './events.ts';
export { Execution, type Outcome } from './execution.ts';
export { needsJsonPath } from './jsonpath.ts';
export type { Machine, TaskResource } from './machine.ts';
export type { TaskCall, TaskReport, TaskRunner } from './task-runner.ts';
export type { TokenReceiver } from './tokens.ts';
export type { Diagnostic } from './validation/diagnostics.ts';
export { validateDefinition } from './validation/validate.ts';
