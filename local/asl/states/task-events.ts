import { WHOLE } from '../events.ts';
import type { Json } from '../json.ts';
import type { TaskState } from '../machine.ts';
import { withoutUndefined } from '../members.ts';
import type { Visit } from '../visit.ts';

/** The events of one attempt: each writes and gives the id. `limitName` names the task in AWS's size error. */
export interface TaskEvents {
  readonly limitName: string;
  scheduled(input: Json, timeout: number | undefined, heartbeat: number | undefined): number;
  started(): number;
  submitted(output: string): number;
  succeeded(output: Json): number;
  failed(error: string | undefined, cause: string | undefined): number;
  timedOut(): number;
}

/** A function named by its ARN has events of its own; all else shares the Task… ones. */
export function taskEvents(visit: Visit<TaskState>): TaskEvents {
  return visit.state.resource.kind === 'function' ? functionEvents(visit) : serviceEvents(visit);
}

function functionEvents(visit: Visit<TaskState>): TaskEvents {
  const { arn } = visit.state.resource;
  return {
    limitName: arn,
    scheduled: (input, timeout) =>
      visit.emit(
        'LambdaFunctionScheduled',
        withoutUndefined({ resource: arn, input: input.text, inputDetails: WHOLE, timeoutInSeconds: timeout }),
      ),
    started: () => visit.emit('LambdaFunctionStarted'),
    submitted: () => visit.last,
    succeeded: (output) => visit.emit('LambdaFunctionSucceeded', { output: output.text, outputDetails: WHOLE }),
    failed: (error, cause) => visit.emit('LambdaFunctionFailed', withoutUndefined({ error, cause })),
    timedOut: () => visit.emit('LambdaFunctionTimedOut', { error: 'States.Timeout' }),
  };
}

function serviceEvents(visit: Visit<TaskState>): TaskEvents {
  const { service, action, pattern } = visit.state.resource;
  const named = { resourceType: service, resource: pattern ? `${action}.${pattern}` : action };
  const { region } = visit.frame.execution.options.identity;
  return {
    limitName: service,
    scheduled: (input, timeout, heartbeat) =>
      visit.emit(
        'TaskScheduled',
        withoutUndefined({ ...named, region, parameters: input.text, timeoutInSeconds: timeout, heartbeatInSeconds: heartbeat }),
      ),
    started: () => visit.emit('TaskStarted', named),
    submitted: (output) => visit.emit('TaskSubmitted', { ...named, output, outputDetails: WHOLE }),
    succeeded: (output) => visit.emit('TaskSucceeded', { ...named, output: output.text, outputDetails: WHOLE }),
    failed: (error, cause) => visit.emit('TaskFailed', withoutUndefined({ ...named, error, cause })),
    timedOut: () => visit.emit('TaskTimedOut', { ...named, error: 'States.Timeout' }),
  };
}
