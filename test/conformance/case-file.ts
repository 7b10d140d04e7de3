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
  readonly submitted?: unknown;
  readonly succeeded?: unknown;
  readonly failed?: RecordedFailure;
  readonly timedOut?: unknown;
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
export function readCases(dir: string): Case[] {
  return readdirSync(dir)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(dir, name), 'utf8')) as Case)
    .filter((file) => file.definition !== undefined && file.expected !== undefined);
}
