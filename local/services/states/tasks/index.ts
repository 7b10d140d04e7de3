import type { TaskCall, TaskRunner } from '../../../asl/index.ts';
import { sessionArn } from '../../../iam/roles.ts';
import type { Caller, World } from '../../../world.ts';
import { AwsError } from '../../errors.ts';
import type { Engine } from '../engine.ts';
import type { ExecutionRecord } from '../records.ts';
import { invoke, invokeByArn } from './lambda.ts';
import { putEvents } from './put-events.ts';
import { publish } from './sns.ts';
import { startExecution } from './start-execution.ts';
import { TaskFault } from './task-fault.ts';

/** What an integration gets. Throws TaskFault, or AwsError, which becomes the service's own error name. */
export interface TaskContext {
  readonly world: World;
  readonly engine: Engine;
  readonly caller: Caller;
  readonly call: TaskCall;
  readonly input: Record<string, unknown>;
  /** For `.sync` and `.waitForTaskToken`: the service took the request. */
  submitted(output: string): void;
  /** Called when nobody waits for the result any more. */
  onCancel(run: () => void): void;
}

/** Answers with the result's JSON text; undefined when a task token brings the result. */
export type Integration = (context: TaskContext) => Promise<string | undefined>;

const INTEGRATIONS: { readonly [name: string]: Integration } = {
  'lambda:invoke': invoke,
  'sns:publish': publish,
  'states:startExecution': startExecution,
  'events:putEvents': putEvents,
};

/** Does an execution's tasks by calls under the state machine's role. */
export function taskRunner(world: World, engine: Engine, record: ExecutionRecord): TaskRunner {
  const caller = { arn: sessionArn(world, record.roleArn, record.name), roleArn: record.roleArn };
  return (call, report) => {
    const cancels: (() => void)[] = [];
    const context: TaskContext = {
      world,
      engine,
      caller,
      call,
      get input() {
        return call.input.value as Record<string, unknown>;
      },
      submitted: report.submitted,
      onCancel: (run) => void cancels.push(run),
    };
    integrationFor(call)(context).then(
      (output) => {
        if (output !== undefined) report.succeeded(output);
      },
      (error) => fail(error, call, report.failed),
    );
    return () => {
      for (const cancel of cancels) cancel();
    };
  };
}

function integrationFor({ resource }: TaskCall): Integration {
  if (resource.kind === 'function') return invokeByArn;
  const name = `${resource.service}:${resource.action}`;
  return INTEGRATIONS[name] ?? (() => Promise.reject(unknownIntegration(name)));
}

function unknownIntegration(name: string): TaskFault {
  const known = Object.keys(INTEGRATIONS).join(', ');
  return new TaskFault('States.Runtime', `The local Step Functions has no integration '${name}'. It has: Lambda function ARNs, ${known}.`);
}

function fail(error: unknown, call: TaskCall, failed: (error: string | undefined, cause: string | undefined) => void): void {
  const fault = error instanceof AwsError ? TaskFault.of(call.resource, error) : error;
  if (fault instanceof TaskFault) failed(fault.error, fault.cause);
  else failed('States.Runtime', `The local integration ${call.resource.arn} broke: ${(fault as Error).stack ?? fault}`);
}
