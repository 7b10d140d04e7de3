import type { TaskCall, TaskReport, TaskRunner } from '../../local/asl/index.ts';
import type { taskRunner } from '../../local/services/states/tasks/index.ts';
import type { Case, ServiceTask } from './case-file.ts';

/** Tasks that the local world has no service for answer as they did when AWS was recorded. */
export function recordedTasks(file: Case, real: typeof taskRunner): typeof taskRunner {
  const left = [...(file.serviceTasks ?? [])];
  return (world, engine, record): TaskRunner => {
    const run = real(world, engine, record);
    return (call, report) => {
      const task = take(left, call);
      if (task && needsRecording(call, file)) return replay(task, report);
      return run(call, report);
    };
  };
}

function take(left: ServiceTask[], { resource, state }: TaskCall): ServiceTask | undefined {
  const name = resource.pattern ? `${resource.service}:${resource.action}.${resource.pattern}` : `${resource.service}:${resource.action}`;
  const index = left.findIndex((task) => task.resource === name && (task.state === null || task.state === state));
  return index < 0 ? undefined : left.splice(index, 1)[0];
}

/** A plain call of a function whose behaviour the case tells is made for real. */
function needsRecording({ resource }: TaskCall, file: Case): boolean {
  return resource.service !== 'lambda' || resource.pattern !== '' || Object.keys(file.lambdas ?? {}).length === 0;
}

function replay(task: ServiceTask, report: TaskReport): undefined {
  queueMicrotask(() => {
    if (task.submitted !== undefined) report.submitted(JSON.stringify(task.submitted));
    if (task.failed) report.failed(task.failed.error, textOf(task.failed.cause));
    else if (task.succeeded !== undefined) report.succeeded(JSON.stringify(task.succeeded));
  });
  return undefined;
}

const textOf = (cause: unknown): string | undefined => (cause === undefined || typeof cause === 'string' ? cause : JSON.stringify(cause));
