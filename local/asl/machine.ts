import type { Template } from './template.ts';

/** A definition whose expressions are compiled: made once, run any number of times. */
export interface Machine {
  readonly graph: Graph;
  /** Seconds for a whole execution. */
  readonly timeoutSeconds: number | undefined;
}

/** The states of a machine, a branch or an item processor. */
export interface Graph {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, State>;
}

/** A field that is a number, or an expression that gives one. */
export type NumberField = number | Template;

interface Common {
  readonly name: string;
  /** undefined: this state ends its graph. */
  readonly next: string | undefined;
  readonly effects: Effects;
}

/** What a state, a choice rule or a catcher does on leaving. */
export interface Effects {
  readonly output: Template | undefined;
  readonly assign: readonly (readonly [name: string, value: Template])[];
}

export interface Retrier {
  readonly errors: readonly string[];
  readonly intervalSeconds: number;
  readonly maxAttempts: number;
  readonly backoffRate: number;
  readonly maxDelaySeconds: number | undefined;
  readonly jitter: boolean;
}

export interface Catcher {
  readonly errors: readonly string[];
  readonly next: string;
  readonly effects: Effects;
}

interface Handlers {
  readonly retry: readonly Retrier[];
  readonly catch: readonly Catcher[];
}

export interface PassState extends Common {
  readonly type: 'Pass' | 'Succeed';
}
export interface FailState extends Common {
  readonly type: 'Fail';
  readonly error: Template | undefined;
  readonly cause: Template | undefined;
}
export interface WaitState extends Common {
  readonly type: 'Wait';
  readonly seconds: NumberField | undefined;
  readonly timestamp: Template | undefined;
}
export interface ChoiceState extends Common {
  readonly type: 'Choice';
  readonly rules: readonly { readonly condition: Template; readonly next: string; readonly effects: Effects }[];
  readonly defaultNext: string | undefined;
}
export interface TaskState extends Common, Handlers {
  readonly type: 'Task';
  readonly resource: TaskResource;
  readonly arguments: Template | undefined;
  readonly timeoutSeconds: NumberField | undefined;
  readonly heartbeatSeconds: NumberField | undefined;
}
export interface ParallelState extends Common, Handlers {
  readonly type: 'Parallel';
  readonly arguments: Template | undefined;
  readonly branches: readonly Graph[];
}
export interface MapState extends Common, Handlers {
  readonly type: 'Map';
  readonly items: Template | undefined;
  readonly itemSelector: Template | undefined;
  readonly processor: Graph;
  readonly maxConcurrency: NumberField | undefined;
  readonly toleratedCount: NumberField | undefined;
  readonly toleratedPercentage: NumberField | undefined;
}
export type State = PassState | FailState | WaitState | ChoiceState | TaskState | ParallelState | MapState;

/** What a Task calls. */
export interface TaskResource {
  readonly arn: string;
  /** A function named by its own ARN; its events are the LambdaFunction… ones. */
  readonly kind: 'function' | 'service';
  /** `lambda`, `aws-sdk:ssm`; empty for a function ARN. */
  readonly service: string;
  /** `invoke`, without the pattern. */
  readonly action: string;
  readonly pattern: '' | 'sync' | 'sync:2' | 'waitForTaskToken';
}

/** Reads a Task's Resource, or gives undefined for what is no resource ARN. */
export function parseResource(arn: string): TaskResource | undefined {
  if (/^arn:[a-z-]+:lambda:[a-z0-9-]*:\d*:function:.+$/.test(arn)) return { arn, kind: 'function', service: '', action: '', pattern: '' };
  const match = /^arn:[a-z-]+:states:[^:]*:[^:]*:((?:aws-sdk:)?[a-zA-Z0-9-]+):([a-zA-Z0-9]+)(?:\.(sync|sync:2|waitForTaskToken))?$/.exec(
    arn,
  );
  if (!match) return undefined;
  return {
    arn,
    kind: 'service',
    service: match[1] as string,
    action: match[2] as string,
    pattern: (match[3] ?? '') as TaskResource['pattern'],
  };
}
