import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a function of a case does. */
export interface LambdaBehaviour {
  readonly echo?: boolean;
  readonly returns?: unknown;
  readonly returnsInOrder?: readonly unknown[];
  readonly returnsRepeated?: { readonly text: string; readonly times: number };
  readonly raises?: { readonly errorType: string; readonly errorMessage: string; readonly stackTrace?: unknown };
  readonly delaySeconds?: number;
  readonly missing?: boolean;
  readonly recorded?: RecordedFailure;
  readonly recordedFailure?: RecordedFailure;
}

interface RecordedFailure {
  readonly error?: string;
  readonly cause?: unknown;
}

/** What a service task answered when AWS was recorded. */
export interface ServiceTask {
  readonly state: string | null;
  readonly resource: string;
  readonly parameters?: unknown;
  readonly submitted?: unknown;
  readonly succeeded?: unknown;
  readonly failed?: RecordedFailure;
  readonly timedOut?: unknown;
  /** What the recording's worker did with the task token; what came of it is in the members above. */
  readonly callback?: unknown;
}

/** An event as recorded; histories with a Parallel have `[0]` for ids they lost. */
export type RecordedEvent = { readonly type: string; readonly id: unknown; readonly [member: string]: unknown };

/** A case file: `../step-functions-behaviour.md`, section 1, has the meaning of each member. */
export interface Case {
  readonly id: string;
  readonly stateMachineName: string;
  readonly stateMachineArn: string;
  readonly executionName: string;
  readonly executionArn: string;
  readonly roleArn: string;
  readonly definition: unknown;
  readonly lambdas?: { readonly [arn: string]: LambdaBehaviour };
  readonly serviceTasks?: readonly ServiceTask[];
  /** Machines that the execution starts. */
  readonly stateMachines?: unknown;
  readonly actions?: unknown;
  readonly clock?: unknown;
  readonly input: unknown;
  readonly inputText?: string;
  readonly expected: {
    readonly status: string;
    readonly output?: unknown;
    readonly error?: unknown;
    readonly cause?: unknown;
    readonly history?: readonly RecordedEvent[];
  };
  readonly compare: { readonly masked?: readonly string[]; readonly unordered?: unknown; readonly parallelEventsSorted?: boolean };
}

/** Every case file of a folder, by name. Other JSON files are passed over. */
export function readCases(dir: string): (Case | Unreadable)[] {
  return readdirSync(dir)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => readCase(dir, name))
    .filter((file) => file !== undefined);
}

/** A file that is no JSON: told as a difference, so that one broken file does not hide what the others say. */
export interface Unreadable {
  readonly id: string;
  readonly unreadable: string;
}

function readCase(dir: string, name: string): Case | Unreadable | undefined {
  try {
    const file = JSON.parse(readFileSync(join(dir, name), 'utf8')) as Partial<Case> | null;
    if (file?.definition === undefined || file.expected === undefined) return undefined;
    const definition = typeof file.definition === 'string' ? JSON.parse(file.definition) : file.definition;
    return { ...(file as Case), id: file.id ?? name, compare: file.compare ?? {}, definition };
  } catch (error) {
    return { id: name, unreadable: (error as Error).message };
  }
}
