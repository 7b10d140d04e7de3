import type { Json } from './json.ts';
import type { TaskResource } from './machine.ts';

/** A task that a state wants done. */
export interface TaskCall {
  readonly resource: TaskResource;
  /** The state's Arguments, evaluated; its input where it has none. */
  readonly input: Json;
  readonly state: string;
  /** `.waitForTaskToken` only. */
  readonly token: string | undefined;
}

/** How a runner reports. Only the first of `succeeded` and `failed` counts. */
export interface TaskReport {
  /** The service took the request: `.sync` and `.waitForTaskToken` go on waiting. `output` is the answer's JSON text. */
  submitted(output: string): void;
  /** The task's result as JSON text. */
  succeeded(output: string): void;
  failed(error: string | undefined, cause: string | undefined): void;
}

/** Does tasks. May report before it returns; the function it returns is called when nobody waits for the result any more. */
export type TaskRunner = (call: TaskCall, report: TaskReport) => (() => void) | undefined;
